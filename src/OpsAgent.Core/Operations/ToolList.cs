using System.Text.Json.Nodes;

using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>The catalogue as chat models and MCP clients read it: a name, a description and a JSON Schema for each operation.</summary>
public static class ToolList
{
    /// <summary>The members of <see cref="OneOf"/>.</summary>
    public const string OperationMember = "operation", ParametersMember = "parameters";

    /// <returns>An array of <c>{name, title, description, kind, input_schema}</c>.</returns>
    public static JsonArray Of(OperationCatalog catalog) => new([.. catalog.Operations.Select(o => (JsonNode)ToolOf(o))]);

    /// <inheritdoc cref="SchemaOf(ParameterSet)"/>
    public static JsonObject SchemaOf(Operation operation) => SchemaOf(operation.Parameters);

    /// <returns>The parameters as a JSON Schema of draft 7, which needs no <c>oneOf</c>: what it cannot say stands in the description.</returns>
    public static JsonObject SchemaOf(ParameterSet parameters)
    {
        var properties = new JsonObject();
        foreach (var parameter in parameters.All)
        {
            var schema = parameter.Schema();
            schema["description"] = parameter.Description;
            properties[parameter.Name] = schema;
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = JsonConversions.Array(parameters.All.Where(p => p.Required).Select(p => p.Name)),
            ["additionalProperties"] = false,
        };
    }

    /// <returns>What the operation does, with the rules that its schema cannot say.</returns>
    public static string DescriptionOf(Operation operation) =>
        string.Join(' ', [operation.Description, .. operation.Parameters.Rules.Select(r => $"Rule: {r.Description}.")]);

    /// <summary>The properties of one tool for several operations: <c>operation</c>, one of them, and <c>parameters</c>, those of all. What each takes stands in the description: not every model reads oneOf.</summary>
    /// <returns>The properties, and what to say of each operation.</returns>
    public static (JsonObject Properties, string Usage) OneOf(IReadOnlyList<Operation> operations)
    {
        var parameters = operations.SelectMany(o => o.Parameters.All).GroupBy(p => p.Name, StringComparer.Ordinal)
            .Select(same => KeyValuePair.Create(same.Key, (JsonNode?)CommonSchemaOf([.. same])));
        var properties = new JsonObject
        {
            [OperationMember] = new JsonObject { ["type"] = "string", ["enum"] = JsonConversions.Array(operations.Select(o => o.Name)) },
            [ParametersMember] = new JsonObject { ["type"] = "object", ["description"] = "Those of the operation and no others.", ["properties"] = new JsonObject(parameters), ["additionalProperties"] = false },
        };
        return (properties, string.Join(' ', operations.Select(Usage)));
    }

    private static string Usage(Operation operation)
    {
        var (required, optional) = (operation.Parameters.All.Where(p => p.Required).Select(p => p.Name), operation.Parameters.All.Where(p => !p.Required).Select(p => $"{p.Name} if wanted"));
        return $"{operation.Name} ({string.Join(", ", required.Concat(optional))}): {DescriptionOf(operation)}";
    }

    // Where two operations mean different things by one name, only the type is common.
    private static JsonObject CommonSchemaOf(IReadOnlyList<Parameter> same)
    {
        var schema = same[0].Schema();
        if (same.Any(p => !JsonNode.DeepEquals(p.Schema(), schema)))
        {
            schema = new JsonObject { ["type"] = schema["type"]!.DeepClone() };
        }

        schema["description"] = string.Join(" Or: ", same.Select(p => p.Description).Distinct(StringComparer.Ordinal));
        return schema;
    }

    private static JsonObject ToolOf(Operation operation) => new()
    {
        ["name"] = operation.Name,
        ["title"] = operation.Title,
        ["description"] = DescriptionOf(operation),
        ["kind"] = WireName.Of(operation.Kind),
        ["input_schema"] = SchemaOf(operation),
    };
}
