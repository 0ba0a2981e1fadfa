using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Checks the evaluated Parameters of a lambda:invoke task, which AWS reads once more as a Payload Template.</summary>
internal static class InvokeParameters
{
    /// <returns>What is wrong, in the words recorded on AWS.</returns>
    public static string[] Problems(JsonNode? parameters) =>
    [
        .. (parameters as JsonObject)?["FunctionName"].IsString(out var name) == true && name.Length > 0
            ? Array.Empty<string>()
            : ["The value for the field 'FunctionName' must be a STRING"],
        .. NotTemplates(parameters).Select(field => $"The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call"),
    ];

    // Also data that only happens to have a member with such a name.
    private static IEnumerable<string> NotTemplates(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key.EndsWith(".$", StringComparison.Ordinal)
            ? (TemplateParser.IsDynamic(member.Value) ? [] : [member.Key])
            : NotTemplates(member.Value)),
        JsonArray items => items.SelectMany(NotTemplates),
        _ => [],
    };
}
