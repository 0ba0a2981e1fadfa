using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>The catalogue as chat models and MCP clients read it: a name, a description and a JSON Schema for each operation.</summary>
public static class ToolList
{
    /// <returns>An array of <c>{name, title, description, kind, input_schema}</c>.</returns>
    public static JsonArray Of(OperationCatalog catalog) => new([.. catalog.Operations.Select(o => (JsonNode)ToolOf(o))]);

    /// <returns>The parameters as a JSON Schema of draft 7, which needs no <c>oneOf</c>: what it cannot say stands in the description.</returns>
    public static JsonObject SchemaOf(Operation operation)
    {
        var properties = new JsonObject();
        foreach (var parameter in operation.Parameters.All)
        {
            var schema = parameter.Schema();
            schema["description"] = parameter.Description;
            properties[parameter.Name] = schema;
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = JsonConversions.Array(operation.Parameters.All.Where(p => p.Required).Select(p => p.Name)),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject ToolOf(Operation operation) => new()
    {
        ["name"] = operation.Name,
        ["title"] = operation.Title,
        ["description"] = string.Join(' ', [operation.Description, .. operation.Parameters.Rules.Select(r => $"Rule: {r.Description}.")]),
        ["kind"] = WireName.Of(operation.Kind),
        ["input_schema"] = SchemaOf(operation),
    };
}
