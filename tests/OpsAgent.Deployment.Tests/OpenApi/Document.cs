using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Cli.Commands;

namespace OpsAgent.Deployment.Tests.OpenApi;

/// <summary>openapi-schema.yaml, and what several tests look up in it.</summary>
internal static partial class Document
{
    /// <returns>A copy of one's own.</returns>
    public static JsonObject Read() => PluginSchemaCommand.ReadSchema();

    /// <returns>Every operation, preflights as well.</returns>
    public static IEnumerable<(string Method, string Path, JsonObject Operation)> Operations(JsonObject document) =>
        document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), p.Key, o.Value!.AsObject())));

    public static JsonObject? Body(JsonObject document, JsonObject operation) =>
        operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema ? JsonSchema.Resolve(document, schema) : null;

    /// <returns>The name of the function behind an operation.</returns>
    public static string Function(JsonNode uri) => Alias().Match(uri["Fn::Sub"]!.GetValue<string>()).Groups[1].Value;

    /// <returns>Every object and array in it, itself first.</returns>
    public static IEnumerable<JsonNode> Nodes(JsonNode? node) => node switch
    {
        JsonObject members => [members, .. members.SelectMany(m => Nodes(m.Value))],
        JsonArray items => [items, .. items.SelectMany(Nodes)],
        _ => [],
    };

    [GeneratedRegex(@"^arn:\$\{AWS::Partition\}:apigateway:\$\{AWS::Region\}:lambda:path/2015-03-31/functions/\$\{([A-Za-z]+)Function\.Arn\}:live/invocations\z", RegexOptions.CultureInvariant)]
    private static partial Regex Alias();
}
