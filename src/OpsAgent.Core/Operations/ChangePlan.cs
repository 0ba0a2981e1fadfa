using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>
/// Exactly what will change. An approval is given to one plan, by its hash, and holds for no other.
/// </summary>
/// <param name="Operation">The operation's wire name.</param>
/// <param name="Parameters">The validated parameters, a JSON object.</param>
/// <param name="Target">The resource.</param>
/// <param name="Summary">The change in one sentence.</param>
/// <param name="Before">What is now, as far as the change touches it.</param>
/// <param name="After">What will be.</param>
/// <param name="Undo">How to undo it, or that it cannot be undone.</param>
public sealed record ChangePlan(
    string Operation,
    JsonElement Parameters,
    ResourceTarget Target,
    string Summary,
    ImmutableSortedDictionary<string, string> Before,
    ImmutableSortedDictionary<string, string> After,
    string Undo)
{
    /// <summary>Over operation, parameters, target and before/after. Words are not part of it.</summary>
    public PlanHash Hash() => new(CanonicalJson.Hash(new JsonObject
    {
        ["operation"] = Operation,
        ["parameters"] = Parameters.ToNode(),
        ["target"] = Target.Arn,
        ["before"] = Members(Before),
        ["after"] = Members(After),
    }.ToElement()));

    public JsonObject ToJson() => new()
    {
        ["operation"] = Operation,
        ["parameters"] = Parameters.ToNode(),
        ["target"] = new JsonObject { ["type"] = Target.Type, ["id"] = Target.Id, ["name"] = Target.Name, ["arn"] = Target.Arn },
        ["summary"] = Summary,
        ["before"] = Members(Before),
        ["after"] = Members(After),
        ["undo"] = Undo,
    };

    public static JsonObject Members(ImmutableSortedDictionary<string, string> facts) =>
        new(facts.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));
}

/// <summary>The one AWS resource that a write changes.</summary>
/// <param name="Arn">Its full ARN: what leases and policies hold on to.</param>
/// <param name="Id">Its short id or name.</param>
/// <param name="Type">AWS's word for what it is, such as <c>EC2 instance</c>.</param>
/// <param name="Name">The value of its Name tag, or null.</param>
public sealed record ResourceTarget(string Arn, string Id, string Type, string? Name = null)
{
    /// <returns>The id, with the name where there is one: <c>i-0a1b2c3d4e5f60001 (web-1)</c>.</returns>
    public string Display() => Name is null ? Id : $"{Id} ({Name})";
}
