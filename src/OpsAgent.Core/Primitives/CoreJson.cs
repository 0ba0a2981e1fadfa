using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Operations.Incidents;

namespace OpsAgent.Core.Primitives;

/// <summary>Source-generated JSON contracts of Core.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]

// Stored records.
[JsonSerializable(typeof(Proposal))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(SubmissionSignature))]
[JsonSerializable(typeof(ApprovalSignature))]
[JsonSerializable(typeof(AuditDigest))]
[JsonSerializable(typeof(SignedDigest))]
[JsonSerializable(typeof(BudgetUse))]

// Chat cards.
[JsonSerializable(typeof(Card))]

// JSON as such.
[JsonSerializable(typeof(JsonNode))]
public sealed partial class CoreJson : JsonSerializerContext;
