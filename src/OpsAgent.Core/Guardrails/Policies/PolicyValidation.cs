using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>Finds everything that is wrong with a policy, each with the rule, the member and what to write instead.</summary>
internal static partial class PolicyValidation
{
    /// <summary>What an advanced parameter of Parameter Store holds, in bytes.</summary>
    public const int MaxBytes = 8192;

    private static readonly string[] GroupMembers = ["requesters", "one_of", "all_of"];

    /// <param name="policy">Without lone surrogates.</param>
    public static IEnumerable<string> FindProblems(JsonElement policy, OperationCatalog catalog) =>
        PolicySchema.FindProblems(policy).Concat(BeyondSchema(policy, [.. catalog.Operations.OfType<WriteOperation>().Select(o => o.Name)]))
            .Select(p => $"{Place(p.Where, policy)} {p.Problem}".TrimStart());

    // Reads what the schema may have refused already, and passes over it.
    private static IEnumerable<(string Where, string Problem)> BeyondSchema(JsonElement policy, ImmutableArray<string> operations)
    {
        var groups = Members(Member(policy, "groups")).Select(g => g.Name).ToHashSet(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (rule, where) in Items(policy, "rules", string.Empty))
        {
            if (Text(rule, "name") is { } name && !names.Add(name))
            {
                yield return ($"{where}.name", "is the name of another rule too; give each a name of its own");
            }

            foreach (var found in CheckNames(rule, where, groups, operations).Concat(CheckTexts(rule, where)).Concat(CheckWindows(rule, where)))
            {
                yield return found;
            }
        }

        if (CanonicalJson.Bytes(policy).Length is var size and > MaxBytes)
        {
            yield return (string.Empty, string.Create(
                CultureInfo.InvariantCulture, $"the policy takes {size} bytes even without white space, and a parameter holds {MaxBytes}; take rules or addresses out"));
        }
    }

    private static IEnumerable<(string Where, string Problem)> CheckNames(JsonElement rule, string where, HashSet<string> groups, ImmutableArray<string> operations)
    {
        foreach (var (group, at) in GroupMembers.SelectMany(m => Items(rule, m, where)))
        {
            if (TextOf(group) is { } name && !groups.Contains(name))
            {
                yield return (at, groups.Count == 0 ? "is no group: groups has none; add it there" : $"is no group; write one of {string.Join(", ", groups.Take(20))}, or add it to groups");
            }
        }

        foreach (var (operation, at) in Items(Member(rule, "match"), "operations", $"{where}.match"))
        {
            if (TextOf(operation) is { } name && !operations.Contains(name))
            {
                yield return (at, $"is no write here; write one of {string.Join(", ", operations)}");
            }
        }
    }

    private static IEnumerable<(string Where, string Problem)> CheckTexts(JsonElement rule, string where)
    {
        if (Text(rule, "deny") is { } deny && (DisplayText.Problem(deny) ?? (deny.EnumerateRunes().Any(System.Text.Rune.IsLetterOrDigit) ? null : "must say why, in words")) is { } problem)
        {
            yield return ($"{where}.deny", problem);
        }

        var tags = Members(Member(Member(rule, "match"), "tags")).ToList();
        foreach (var (text, at) in tags.Select(t => ((string?)t.Name, $"{where}.match.tags"))
            .Concat(tags.SelectMany(t => Items(t.Value).Select(v => (TextOf(v.Item), $"{where}.match.tags.{t.Name}"))))
            .Concat([(Text(Member(rule, "budget"), "of_tag"), $"{where}.budget.of_tag")]))
        {
            if (text is not null && DisplayText.Problem(text) is { } hidden)
            {
                yield return (at, hidden);
            }
        }
    }

    private static IEnumerable<(string Where, string Problem)> CheckWindows(JsonElement rule, string where)
    {
        foreach (var (window, at) in Items(rule, "when", where))
        {
            if (Text(window, "from") is { } from && Text(window, "to") is { } to && Text(window, "zone") is { } zone)
            {
                ImmutableArray<string>? days = Member(window, "days") is { } list ? [.. Items(list).Select(d => TextOf(d.Item)).OfType<string>()] : null;
                if (!ZonedWindow.TryRead(new RuleWindow(from, to, zone, days), out _, out var problem))
                {
                    yield return (at, problem);
                }
            }
        }
    }

    // "rules[2].when[0]" as "rule freeze: when[0]", where the rule has a name that can be shown.
    private static string Place(string where, JsonElement policy)
    {
        var match = RulePlace().Match(where);
        if (!match.Success || Items(Member(policy, "rules")).ElementAtOrDefault(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) is not { Item.ValueKind: not JsonValueKind.Undefined } rule)
        {
            return where;
        }

        var name = Text(rule.Item, "name") is { Length: > 0 and <= 64 } given && DisplayText.IsDisplayable(given) ? given : string.Create(CultureInfo.InvariantCulture, $"number {rule.Index + 1}");
        return $"rule {name}:{(match.Length < where.Length ? $" {where[match.Length..].TrimStart('.')}" : string.Empty)}";
    }

    private static JsonElement? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var member) ? member : null;

    private static JsonElement.ObjectEnumerator Members(JsonElement? owner) => owner is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject() : default;

    private static IEnumerable<(JsonElement Item, int Index)> Items(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } given ? given.EnumerateArray().Select((item, i) => (item, i)) : [];

    private static IEnumerable<(JsonElement Item, string Where)> Items(JsonElement? owner, string name, string where) =>
        Items(Member(owner, name)).Select(i => (i.Item, string.Create(CultureInfo.InvariantCulture, $"{(where.Length == 0 ? name : $"{where}.{name}")}[{i.Index}]")));

    private static string? Text(JsonElement? owner, string name) => TextOf(Member(owner, name));

    private static string? TextOf(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    [GeneratedRegex(@"^rules\[([0-9]{1,9})\]", RegexOptions.CultureInvariant)]
    private static partial Regex RulePlace();
}
