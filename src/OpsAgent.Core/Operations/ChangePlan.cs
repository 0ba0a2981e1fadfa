using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

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
    /// <summary>The form that a new plan is hashed in.</summary>
    public const int CurrentFormat = 1;

    /// <summary>How <see cref="Hash"/> is made: 1 is RFC 8785 with the format as a member; 0 is what was stored before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Format { get; init; }

    /// <summary>
    /// What the approver must know beyond the change itself, a sentence each: what else moves the target, what is going on
    /// there. Words as <see cref="Summary"/>, so no part of <see cref="Hash"/>: what they tell of may change meanwhile.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<string> Notes
    {
        get => StoredNotes.IsDefault ? [] : StoredNotes;
        init => StoredNotes = value.IsDefaultOrEmpty ? default : value;
    }

    /// <summary><see cref="Notes"/> as they are stored: default where there are none, as in a plan from before there were notes.</summary>
    [JsonPropertyName("notes")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<string> StoredNotes { get; init; }

    /// <summary>SHA-256 over operation, parameters, target ARN and before/after as canonical JSON. Words are not part of it.</summary>
    public PlanHash Hash()
    {
        var hashed = new JsonObject
        {
            ["operation"] = Operation,
            ["parameters"] = Parameters.ToNode(),
            ["target"] = Target.Arn,
            ["before"] = Members(Before),
            ["after"] = Members(After),
        };
        if (Format == 0)
        {
            return new PlanHash(CanonicalJson.Hash(FormerCanonicalJson.Text(hashed.ToElement())));
        }

        hashed["format"] = Format;
        return new PlanHash(CanonicalJson.Hash(hashed.ToElement()));
    }

    public JsonObject ToJson() => new()
    {
        ["operation"] = Operation,
        ["parameters"] = Parameters.ToNode(),
        ["target"] = new JsonObject { ["type"] = Target.Type, ["id"] = Target.Id, ["name"] = Target.Name, ["arn"] = Target.Arn },
        ["summary"] = Summary,
        ["before"] = Members(Before),
        ["after"] = Members(After),
        ["undo"] = Undo,
        ["notes"] = new JsonArray([.. Notes.Select(n => (JsonNode?)n)]),
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
