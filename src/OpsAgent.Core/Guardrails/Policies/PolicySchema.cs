using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>
/// Holds JSON against the published docs/policy-schema.json, which is part of this assembly: what is published is what is asked.
/// Knows the keywords that the schema uses, as JSON Schema 2020-12 defines them; a <c>title</c> says what to write instead. Only a
/// whole number is stricter: <c>1</c>, not <c>1.0</c>.
/// </summary>
internal static class PolicySchema
{
    private static readonly JsonElement Root = Load();

    // Its few patterns, each anchored at both ends.
    private static readonly FrozenDictionary<string, Regex> Patterns = PatternsIn(Root).Distinct(StringComparer.Ordinal)
        .ToFrozenDictionary(p => p, p => new Regex(p, RegexOptions.CultureInvariant), StringComparer.Ordinal);

    /// <param name="value">Without lone surrogates.</param>
    /// <returns>What is wrong and where, as in <c>rules[0].approvals</c>; the whole is an empty place.</returns>
    public static IEnumerable<(string Where, string Problem)> FindProblems(JsonElement value) => Check(Root, value, string.Empty);

    private static IEnumerable<(string Where, string Problem)> Check(JsonElement schema, JsonElement value, string where)
    {
        schema = Resolve(schema);
        if (!IsOfKind(schema, value) || !IsInBounds(schema, value))
        {
            return [(where, $"must be {schema.GetProperty("title").GetString()}")];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => CheckMembers(schema, value, where),
            JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Check(schema.GetProperty("items"), item, string.Create(CultureInfo.InvariantCulture, $"{where}[{i}]"))),
            _ => [],
        };
    }

    private static IEnumerable<(string Where, string Problem)> CheckMembers(JsonElement schema, JsonElement value, string where)
    {
        var known = Find(schema, "properties");
        foreach (var member in value.EnumerateObject())
        {
            var at = where.Length == 0 ? member.Name : $"{where}.{member.Name}";
            if (Find(schema, "propertyNames") is { } names && Check(names, JsonSerializer.SerializeToElement(member.Name, PolicyJson.Default.String), at).FirstOrDefault() is { Problem: { } problem })
            {
                yield return (at, $"has a name that {problem}");
            }
            else if (known is { } members && Find(members, member.Name) is { } own)
            {
                foreach (var found in Check(own, member.Value, at))
                {
                    yield return found;
                }
            }
            else if (schema.GetProperty("additionalProperties") is { ValueKind: JsonValueKind.Object } others)
            {
                foreach (var found in Check(others, member.Value, at))
                {
                    yield return found;
                }
            }
            else
            {
                yield return (at, $"is not known here; known are {string.Join(", ", known!.Value.EnumerateObject().Select(p => p.Name))}");
            }
        }

        foreach (var lacking in Names(schema, "required").Where(n => Find(value, n) is null))
        {
            yield return (where, $"lacks {lacking}");
        }

        if (Find(schema, "dependentRequired") is { } dependent)
        {
            foreach (var (name, lacking) in dependent.EnumerateObject().Where(d => Find(value, d.Name) is not null)
                .SelectMany(d => d.Value.EnumerateArray().Select(n => (d.Name, Lacking: n.GetString()!))).Where(p => Find(value, p.Lacking) is null))
            {
                yield return (where, $"lacks {lacking}, which {name} needs");
            }
        }

        if (Find(schema, "anyOf") is { } any && !any.EnumerateArray().Any(a => Names(a, "required").All(n => Find(value, n) is not null)))
        {
            yield return (where, $"must be {schema.GetProperty("title").GetString()}");
        }
    }

    private static bool IsOfKind(JsonElement schema, JsonElement value) =>
        (Find(schema, "type")?.GetString() switch
        {
            null => true,
            "object" => value.ValueKind is JsonValueKind.Object,
            "array" => value.ValueKind is JsonValueKind.Array,
            "string" => value.ValueKind is JsonValueKind.String,
            "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _),
            var other => throw new NotSupportedException(other),
        })
        && (Find(schema, "const") is not { } only || JsonElement.DeepEquals(only, value))
        && (Find(schema, "enum") is not { } some || some.EnumerateArray().Any(s => JsonElement.DeepEquals(s, value)));

    private static bool IsInBounds(JsonElement schema, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Within(schema, "minimum", "maximum", value.GetDouble()),
        JsonValueKind.String => value.GetString()! is var text && Within(schema, "minLength", "maxLength", text.EnumerateRunes().Count())
            // A "$" holds before a line break at the end too.
            && (Find(schema, "pattern")?.GetString() is not { } pattern || Patterns[pattern].Match(text) is { Success: true } match && match.Length == text.Length),
        JsonValueKind.Array => Within(schema, "minItems", "maxItems", value.GetArrayLength())
            && (Find(schema, "uniqueItems") is null || value.EnumerateArray().Select(i => i.GetRawText()).Distinct(StringComparer.Ordinal).Count() == value.GetArrayLength()),
        JsonValueKind.Object => Within(schema, "minProperties", "maxProperties", value.GetPropertyCount()),
        _ => true,
    };

    private static bool Within(JsonElement schema, string least, string most, double number) =>
        !(Find(schema, least)?.GetDouble() > number) && !(Find(schema, most)?.GetDouble() < number);

    private static IEnumerable<string> Names(JsonElement schema, string keyword) => Find(schema, keyword) is { } names ? names.EnumerateArray().Select(n => n.GetString()!) : [];

    private static JsonElement Resolve(JsonElement schema) =>
        Find(schema, "$ref")?.GetString() is { } reference ? Root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]) : schema;

    private static JsonElement? Find(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member : null;

    private static IEnumerable<string> PatternsIn(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(m => m is { Name: "pattern", Value.ValueKind: JsonValueKind.String } ? [m.Value.GetString()!] : PatternsIn(m.Value)),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(PatternsIn),
        _ => [],
    };

    private static JsonElement Load()
    {
        using var stream = typeof(PolicySchema).Assembly.GetManifestResourceStream("policy-schema.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
