using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;

namespace OpsAgent.Core.Primitives;

/// <summary>Source-generated JSON contracts of Core.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]

// Stored records.
[JsonSerializable(typeof(Proposal))]
[JsonSerializable(typeof(Incident))]

// Chat cards.
[JsonSerializable(typeof(Card))]

// Wire names of enums.
[JsonSerializable(typeof(ErrorCode))]
[JsonSerializable(typeof(ExecutionMode))]
[JsonSerializable(typeof(RiskLevel))]
[JsonSerializable(typeof(ProposalStatus))]
[JsonSerializable(typeof(ExecutionStatus))]
[JsonSerializable(typeof(ReversalStatus))]
[JsonSerializable(typeof(AuditEventType))]
[JsonSerializable(typeof(IdentityKind))]
[JsonSerializable(typeof(RequestSource))]

// JSON nodes.
[JsonSerializable(typeof(JsonNode))]
public sealed partial class CoreJson : JsonSerializerContext;
