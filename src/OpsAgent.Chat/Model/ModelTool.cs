using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
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
    public const string DraftOperation = ToolList.OperationMember, DraftParameters = ToolList.ParametersMember;

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

    // One tool for all of them, so that there is one way to a card.
    private static ModelTool DraftOf(IReadOnlyList<Operation> operations)
    {
        var (properties, usage) = ToolList.OneOf(operations);
        return new ModelTool(
            Draft,
            $"Shows the user a draft of a change, an incident record or a post, and does nothing else: the user alone confirms it. Once for each message. What there is, with its parameters: {usage}",
            Object(properties));
    }

    private static JsonElement Object(JsonObject properties)
    {
        var required = JsonConversions.Array(properties.Select(p => p.Key));
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false }.ToElement();
    }
}
