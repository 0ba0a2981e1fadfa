using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Model;

/// <summary>
/// What a model may ask for: the operations of the catalogue and two looks at proposals. Those that propose, record or post
/// only answer how the user asks for it, and there is no tool that decides.
/// </summary>
/// <param name="Schema">A JSON Schema of an object.</param>
public sealed record ModelTool(string Name, string Description, JsonElement Schema)
{
    public const string ListProposals = "list_pending_proposals";
    public const string ShowProposal = "get_proposal";

    public static IReadOnlyList<ModelTool> Of(OperationCatalog catalog) =>
    [
        .. ToolList.Of(catalog).Select(t => new ModelTool(
            t!["name"]!.GetValue<string>(),
            t["kind"]!.GetValue<string>() == "diagnostic"
                ? t["description"]!.GetValue<string>()
                : $"{t["description"]!.GetValue<string>()} Only the user can ask for it: this answers with the sentence that they type.",
            t["input_schema"]!.ToElement())),
        new(ListProposals, "Lists the proposals that wait for a decision.", Object([])),
        new(ShowProposal, "Shows one proposal: its plan, risk and outcome.", Object(new JsonObject
        {
            ["proposal_id"] = new JsonObject { ["type"] = "string", ["description"] = "The proposal's id: 26 letters and digits." },
        })),
    ];

    private static JsonElement Object(JsonObject properties)
    {
        var required = JsonConversions.Array(properties.Select(p => p.Key));
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false }.ToElement();
    }
}
