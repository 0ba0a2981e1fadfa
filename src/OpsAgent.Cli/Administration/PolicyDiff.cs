using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Cli.Administration;

/// <summary>What one policy changes against another, rule by rule and group by group, a line each.</summary>
internal static class PolicyDiff
{
    /// <param name="before">A policy's JSON; null for none.</param>
    /// <param name="after">The other's.</param>
    /// <returns>Empty where both say the same.</returns>
    public static IReadOnlyList<string> Of(string? before, string after) =>
    [
        .. Between("group", Groups(before), Groups(after)),
        .. Between("rule", Rules(before), Rules(after)),
    ];

    private static IEnumerable<string> Between(string what, SortedDictionary<string, JsonElement> before, SortedDictionary<string, JsonElement> after)
    {
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            if (!before.TryGetValue(name, out var old))
            {
                yield return $"+ {what} {name}: {CanonicalJson.Text(after[name])}";
            }
            else if (!after.TryGetValue(name, out var now))
            {
                yield return $"- {what} {name}: {CanonicalJson.Text(old)}";
            }
            else if (CanonicalJson.Text(old) != CanonicalJson.Text(now))
            {
                yield return $"~ {what} {name}: {string.Join("; ", Members(old, now))}";
            }
        }
    }

    private static IEnumerable<string> Members(JsonElement before, JsonElement after)
    {
        var (old, now) = (ByName(before), ByName(after));
        return old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Old: old.GetValueOrDefault(name, "none"), Now: now.GetValueOrDefault(name, "none")))
            .Where(m => m.Old != m.Now)
            .Select(m => m.Name.Length == 0 ? $"{m.Old} -> {m.Now}" : $"{m.Name} {m.Old} -> {m.Now}");
    }

    private static Dictionary<string, string> ByName(JsonElement value) => value.ValueKind is JsonValueKind.Object
        ? value.EnumerateObject().ToDictionary(m => m.Name, m => CanonicalJson.Text(m.Value), StringComparer.Ordinal)
        : new(StringComparer.Ordinal) { [string.Empty] = CanonicalJson.Text(value) };

    private static SortedDictionary<string, JsonElement> Groups(string? policy) => new(
        Member(policy, "groups") is { ValueKind: JsonValueKind.Object } groups ? groups.EnumerateObject().ToDictionary(g => g.Name, g => g.Value) : [], StringComparer.Ordinal);

    // What is there may be broken: then what can be told apart is.
    private static SortedDictionary<string, JsonElement> Rules(string? policy)
    {
        var rules = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var rule in Member(policy, "rules") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray() : default)
        {
            if (rule.ValueKind is JsonValueKind.Object && rule.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String)
            {
                rules[name.GetString()!] = rule;
            }
        }

        return rules;
    }

    private static JsonElement? Member(string? policy, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(policy ?? "{}");
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) ? value.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
