using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsAgent.Deployment.Tests.OpenApi;

/// <summary>As much of JSON Schema as openapi-schema.yaml uses. A member that the schema does not name is a fault, unless it says that there may be others.</summary>
internal static class JsonSchema
{
    /// <returns>What of the value the schema does not take, or null.</returns>
    public static string? Validate(JsonObject root, JsonNode schema, JsonNode? value, string at = "$")
    {
        var rules = Resolve(root, schema);
        if (value is null)
        {
            return rules["nullable"]?.GetValue<bool>() is true ? null : $"{at} is null";
        }

        return rules["type"]?.GetValue<string>() switch
        {
            "object" => value is JsonObject members ? FaultInMembers(root, rules, members, at) : $"{at} is no object",
            "array" => value is JsonArray items
                ? items.Select((item, i) => Validate(root, rules["items"]!, item, $"{at}[{i}]")).FirstOrDefault(f => f is not null)
                : $"{at} is no array",
            "string" => value.GetValueKind() is JsonValueKind.String ? FaultInText(rules, value.GetValue<string>(), at) : $"{at} is no text",
            "integer" => value.GetValueKind() is JsonValueKind.Number ? FaultInNumber(rules, value.GetValue<int>(), at) : $"{at} is no number",
            "number" => value.GetValueKind() is JsonValueKind.Number ? null : $"{at} is no number",
            "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? null : $"{at} is no boolean",
            var other => $"{at} has the type {other}, which nothing here knows",
        };
    }

    public static JsonObject Resolve(JsonObject root, JsonNode schema) => schema["$ref"] is { } reference
        ? root["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
        : schema.AsObject();

    private static string? FaultInMembers(JsonObject root, JsonObject rules, JsonObject members, string at)
    {
        if (rules["required"]?.AsArray().Select(r => r!.GetValue<string>()).FirstOrDefault(r => !members.ContainsKey(r)) is { } missing)
        {
            return $"{at} lacks {missing}";
        }

        if (rules["properties"] is not JsonObject properties)
        {
            return rules["additionalProperties"] is JsonObject each
                ? members.Select(m => Validate(root, each, m.Value, $"{at}.{m.Key}")).FirstOrDefault(f => f is not null)
                : null;
        }

        return members.Select(m => properties[m.Key] is { } known ? Validate(root, known, m.Value, $"{at}.{m.Key}")
            : rules["additionalProperties"] is JsonValue open && open.GetValue<bool>() ? null
            : at.EndsWith(".parameters", StringComparison.Ordinal) && rules["additionalProperties"] is null ? null
            : $"{at}.{m.Key} is not in the schema").FirstOrDefault(f => f is not null);
    }

    private static string? FaultInText(JsonObject rules, string text, string at) =>
        rules["enum"] is JsonArray words && !words.Any(w => w!.GetValue<string>() == text) ? $"{at} is {text}"
        : text.Length < (rules["minLength"]?.GetValue<int>() ?? 0) || text.Length > (rules["maxLength"]?.GetValue<int>() ?? int.MaxValue) ? $"{at} has {text.Length} characters"
        : rules["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.CultureInvariant) ? $"{at} does not match"
        : null;

    private static string? FaultInNumber(JsonObject rules, int number, string at) =>
        number < (rules["minimum"]?.GetValue<int>() ?? int.MinValue) || number > (rules["maximum"]?.GetValue<int>() ?? int.MaxValue) ? $"{at} is {number}" : null;
}
