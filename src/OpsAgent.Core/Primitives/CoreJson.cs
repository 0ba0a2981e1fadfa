using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Incidents;

namespace OpsAgent.Core.Primitives;

/// <summary>Every type of Core that is written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]

// What stores keep.
[JsonSerializable(typeof(Proposal))]
[JsonSerializable(typeof(Incident))]

// What chat shows.
[JsonSerializable(typeof(Card))]

// JSON as such.
[JsonSerializable(typeof(JsonNode))]
public sealed partial class CoreJson : JsonSerializerContext;
