using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>What one policy has that another has not: rules and groups, by name and members.</summary>
public sealed class PolicyChanges
{
    private readonly Part _rules;
    private readonly Part _groups;

    private PolicyChanges(Part rules, Part groups) => (_rules, _groups) = (rules, groups);

    public bool IsEmpty => _rules.IsEmpty && _groups.IsEmpty;

    public static PolicyChanges Between(WritePolicy before, WritePolicy after)
    {
        var (one, other) = (JsonOf(before), JsonOf(after));
        return new PolicyChanges(
            Part.Between(RulesOf(one), RulesOf(other), MembersOf),
            Part.Between(GroupsOf(one), GroupsOf(other), g => g.EnumerateArray().DistinctBy(m => m.GetString()).ToDictionary(m => m.GetString()!)));
    }

    /// <returns>As in <c>{"rules":{"added":["freeze"],"removed":[],"changed":{"two-at-high":["approvals"]}},"groups":...}</c>; of a group its members are named that came or went.</returns>
    public JsonElement ToElement() => new JsonObject { ["rules"] = _rules.ToJson(), ["groups"] = _groups.ToJson() }.ToElement();

    /// <returns>The same in words, one line for each rule and group; empty where nothing is changed.</returns>
    public ImmutableArray<string> Lines() => [.. _rules.Lines("Rule"), .. _groups.Lines("Group")];

    private static JsonElement JsonOf(WritePolicy policy) => JsonSerializer.SerializeToElement(policy, PolicyJson.Default.WritePolicy);

    private static Dictionary<string, JsonElement> RulesOf(JsonElement policy) => policy.GetProperty("rules").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!);

    private static Dictionary<string, JsonElement> GroupsOf(JsonElement policy) => MembersOf(policy.GetProperty("groups"));

    private static Dictionary<string, JsonElement> MembersOf(JsonElement value) => value.EnumerateObject().ToDictionary(m => m.Name, m => m.Value);

    private sealed record Part(ImmutableSortedDictionary<string, ImmutableArray<string>> Added, ImmutableArray<string> Removed, ImmutableSortedDictionary<string, ImmutableArray<string>> Changed)
    {
        public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Changed.IsEmpty;

        public static Part Between(Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, Func<JsonElement, Dictionary<string, JsonElement>> membersOf) => new(
            Sorted(after.Where(a => !before.ContainsKey(a.Key)).Select(a => KeyValuePair.Create(a.Key, membersOf(a.Value).Keys.ToImmutableArray()))),
            [.. before.Keys.Where(b => !after.ContainsKey(b)).Order(StringComparer.Ordinal)],
            Sorted(after.Where(a => before.ContainsKey(a.Key)).Select(a => KeyValuePair.Create(a.Key, Differing(membersOf(before[a.Key]), membersOf(a.Value)))).Where(c => !c.Value.IsEmpty)));

        public JsonObject ToJson() => new()
        {
            ["added"] = JsonConversions.Array(Added.Keys),
            ["removed"] = JsonConversions.Array(Removed),
            ["changed"] = new JsonObject(Changed.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)JsonConversions.Array(c.Value)))),
        };

        public IEnumerable<string> Lines(string what) =>
        [
            .. Added.Select(a => $"{what} {a.Key} is new: {string.Join(", ", a.Value.Where(m => m != "name"))}."),
            .. Changed.Select(c => $"{what} {c.Key} is changed: {string.Join(", ", c.Value)}."),
            .. Removed.Select(r => $"{what} {r} is gone."),
        ];

        // The order of members is no change, and of a group's people neither.
        private static ImmutableArray<string> Differing(Dictionary<string, JsonElement> one, Dictionary<string, JsonElement> other) =>
            [.. one.Keys.Union(other.Keys).Where(k => !one.TryGetValue(k, out var a) || !other.TryGetValue(k, out var b) || CanonicalJson.Text(a) != CanonicalJson.Text(b)).Order(StringComparer.Ordinal)];

        private static ImmutableSortedDictionary<string, ImmutableArray<string>> Sorted(IEnumerable<KeyValuePair<string, ImmutableArray<string>>> items) =>
            items.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
