using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Model;

/// <summary>
/// What a model may ask for: the diagnostics of the catalogue, two looks at proposals, and one tool that shows the user a draft of
/// a change, a record or a post. There is none that confirms one, and none that decides.
/// </summary>
/// <param name="Schema">A JSON Schema of an object.</param>
public sealed record ModelTool(string Name, string Description, JsonElement Schema)
{
    public const string ListProposals = "list_pending_proposals";
    public const string ShowProposal = "get_proposal";
    public const string Draft = "draft";

    /// <summary>The members of a draft's input.</summary>
    public const string DraftOperation = "operation", DraftParameters = "parameters";

    public static IReadOnlyList<ModelTool> Of(OperationCatalog catalog) =>
    [
        .. ToolList.Of(catalog.Only<DiagnosticOperation>()).Select(t => new ModelTool(t!["name"]!.GetValue<string>(), t["description"]!.GetValue<string>(), t["input_schema"]!.ToElement())),
        new(ListProposals, "Lists the proposals that wait for a decision.", Object([])),
        new(ShowProposal, "Shows one proposal: its plan, risk and outcome.", Object(new JsonObject
        {
            ["proposal_id"] = new JsonObject { ["type"] = "string", ["description"] = "The proposal's id: 26 letters and digits." },
        })),
        .. catalog.Operations.Where(o => o is not DiagnosticOperation).ToList() is { Count: > 0 } operations ? [DraftOf(operations)] : (ModelTool[])[],
    ];

    // One tool for all of them, so that there is one way to a card. What each takes stands in the description: oneOf is not read by every model.
    private static ModelTool DraftOf(IReadOnlyList<Operation> operations)
    {
        var parameters = operations.SelectMany(o => o.Parameters.All).GroupBy(p => p.Name, StringComparer.Ordinal)
            .Select(same => KeyValuePair.Create(same.Key, (JsonNode?)SchemaOf([.. same])));
        return new ModelTool(
            Draft,
            $"Shows the user a draft of a change, an incident record or a post, and does nothing else: the user alone confirms it. Once for each message. What there is, with its parameters: {string.Join(" ", operations.Select(Usage))}",
            Object(new JsonObject
            {
                [DraftOperation] = new JsonObject { ["type"] = "string", ["enum"] = JsonConversions.Array(operations.Select(o => o.Name)) },
                [DraftParameters] = new JsonObject { ["type"] = "object", ["description"] = "Those of the operation and no others.", ["properties"] = new JsonObject(parameters), ["additionalProperties"] = false },
            }));
    }

    private static string Usage(Operation operation)
    {
        var (required, optional) = (operation.Parameters.All.Where(p => p.Required).Select(p => p.Name), operation.Parameters.All.Where(p => !p.Required).Select(p => $"{p.Name} if wanted"));
        return string.Join(' ', [$"{operation.Name} ({string.Join(", ", required.Concat(optional))}): {operation.Description}", .. operation.Parameters.Rules.Select(r => $"Rule: {r.Description}.")]);
    }

    // Where two operations mean different things by one name, only the type is common.
    private static JsonObject SchemaOf(IReadOnlyList<Parameter> same)
    {
        var schema = same[0].Schema();
        if (same.Any(p => !JsonNode.DeepEquals(p.Schema(), schema)))
        {
            schema = new JsonObject { ["type"] = schema["type"]!.DeepClone() };
        }

        schema["description"] = string.Join(" Or: ", same.Select(p => p.Description).Distinct(StringComparer.Ordinal));
        return schema;
    }

    private static JsonElement Object(JsonObject properties)
    {
        var required = JsonConversions.Array(properties.Select(p => p.Key));
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false }.ToElement();
    }
}
