using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Console;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>
/// What an MCP client may do: look, draft, propose, record and post, each by the handler of its own route, and hear what became
/// of a proposal. There is no tool that decides, and none answers a token.
/// </summary>
internal sealed class McpTools
{
    public const string Draft = "draft";
    public const string Propose = "propose";
    public const string ListProposals = "list_proposals";
    public const string GetProposal = "get_proposal";
    public const string WaitForProposal = "wait_for_proposal";
    public const string ListIncidents = "list_incidents";

    /// <summary>Of a proposal's id, in arguments.</summary>
    public const string ProposalIdMember = "proposal_id";

    private const string PlanHashMember = "plan_hash";
    private const string KeyMember = "idempotency_key";
    private const int MaxKeyLength = 128;

    public static ParameterSet OneProposal { get; } = new([new TextParameter(ProposalIdMember, "The proposal's id: 26 letters and digits.") { Required = true, MaxLength = 26 }]);

    private static readonly ParameterSet Nothing = new([]);
    private static readonly JsonElement NoParameters = new JsonObject().ToElement();

    private readonly OperationCatalog _writes;
    private readonly ChatOperations _operations;
    private readonly IIncidents _incidents;
    private readonly ApiPipeline _pipeline;
    private readonly AgentOptions _options;

    public McpTools(OperationCatalog catalog, ChatOperations operations, IIncidents incidents, ApiPipeline pipeline, AgentOptions options)
    {
        (_writes, _operations, _incidents, _pipeline, _options) = (catalog.Only<WriteOperation>(), operations, incidents, pipeline, options);
        All =
        [
            .. catalog.Operations.OfType<DiagnosticOperation>().Select(DiagnosticOf),
            .. _writes.Operations.Count > 0 ? [DraftTool(), ProposeTool()] : (McpTool[])[],
            new(ListProposals, "List proposals", "Lists the proposals that wait for a decision.", ToolList.SchemaOf(Nothing), McpHints.Look, ListAsync),
            new(GetProposal, "Show a proposal", "Shows one proposal: its plan, risk, who may decide, and what became of it.", ToolList.SchemaOf(OneProposal), McpHints.Look, ShowAsync),
            new(
                WaitForProposal,
                "Wait for a proposal",
                $"Says how a proposal stands, until it has ended: verified, denied, expired or failed. A task to clients of {McpTasks.Extension}; for any other call it again, every five seconds or less often, until ended is true. Each call counts against the rate limit.",
                ToolList.SchemaOf(OneProposal),
                McpHints.Look,
                WaitAsync),
            new(ListIncidents, "List incidents", "Lists incident records, the newest first.", ToolList.SchemaOf(ConsoleReader.IncidentsParameters), McpHints.Look, IncidentsAsync),
            .. catalog.Operations.OfType<WorkflowOperation>().Select(WorkflowOf),
        ];
    }

    public IReadOnlyList<McpTool> All { get; }

    /// <summary>A proposal as it stands, for somebody who asks every few seconds.</summary>
    public Task<ApiBody> PollAsync(string proposalId, ApiCall call) => _operations.PollAsync(proposalId, call);

    /// <summary>The same as a tool's result, where it has ended or the client asks again by itself.</summary>
    public static McpToolResult Standing(ApiBody body)
    {
        var result = McpToolResult.Of<ProposalView>(body, view => HasEnded(view) ? Words(view) : $"{Words(view)} Ask again in {McpTasks.PollSeconds} seconds.");
        if (body.Content.Value is ProposalView proposal)
        {
            result.Data["ended"] = HasEnded(proposal);
            if (!HasEnded(proposal))
            {
                result.Data["retry_after_seconds"] = McpTasks.PollSeconds;
            }
        }

        return result;
    }

    public static bool HasEnded(ProposalView view) => view.Status is not ("submitted" or "validating" or "pending" or "approved" or "executing");

    public static string Words(ProposalView view) => view.Message ?? $"{view.ActionSummary} It is {view.Status}.";

    private McpTool DiagnosticOf(DiagnosticOperation operation) => new(
        operation.Name,
        operation.Title,
        ToolList.DescriptionOf(operation),
        ToolList.SchemaOf(operation),
        McpHints.Look,
        async (arguments, call) => McpToolResult.Of<OperationContent>(await _operations.RunAsync(operation.Name, arguments, call), c => c.Summary));

    private McpTool WorkflowOf(WorkflowOperation operation)
    {
        var schema = ToolList.SchemaOf(operation);
        if (operation.IsRepeatable)
        {
            schema["properties"]![KeyMember] = KeySchema();
        }

        // A post is read beyond the account.
        return new McpTool(
            operation.Name, operation.Title, ToolList.DescriptionOf(operation), schema, new McpHints(ReadOnly: false, Idempotent: false, OpenWorld: !operation.IsRepeatable), RunAsync);

        async Task<McpToolResult> RunAsync(JsonElement arguments, ApiCall call) =>
            (operation.IsRepeatable ? TakeKey(arguments) : (null, arguments)) is var (key, parameters) && key is { Length: 0 }
                ? McpToolResult.Of(BadKey)
                : McpToolResult.Of<OperationContent>(await _operations.ConfirmAsync(operation, parameters, planHash: null, key, call), c => c.Summary);
    }

    private McpTool DraftTool()
    {
        var (properties, usage) = ToolList.OneOf(_writes.Operations);
        return new McpTool(
            Draft,
            "Draft a change",
            $"Shows what a change would be, before and after, its risk and who would decide, and does nothing. Show it to the person whose change it is before you call {Propose} with its {PlanHashMember}. What there is, with its parameters: {usage}",
            ObjectOf(properties, ToolList.OperationMember, ToolList.ParametersMember),
            McpHints.Look,
            DraftAsync);
    }

    private McpTool ProposeTool()
    {
        var (properties, _) = ToolList.OneOf(_writes.Operations);
        properties[PlanHashMember] = new JsonObject { ["type"] = "string", ["description"] = $"The {PlanHashMember} that {Draft} answered: another plan is not proposed." };
        properties[KeyMember] = KeySchema();
        return new McpTool(
            Propose,
            "Propose a change",
            $"Proposes a change exactly as {Draft} showed it. It changes nothing by itself: other people decide, at the console or in their chat, and no tool does. Then {WaitForProposal}.",
            ObjectOf(properties, ToolList.OperationMember, ToolList.ParametersMember, PlanHashMember),
            new McpHints(ReadOnly: false, Idempotent: false, OpenWorld: false),
            ProposeAsync);
    }

    private async Task<McpToolResult> DraftAsync(JsonElement arguments, ApiCall call) =>
        Write(arguments, ToolList.OperationMember, ToolList.ParametersMember).Succeeded(out var asked, out var refusal)
            ? McpToolResult.Of<PreviewView>(
                await _operations.PreviewAsync(asked.Operation, asked.Parameters, call, byModel: false),
                view => $"A draft, and nothing is done: {view.ActionSummary} Risk: {view.RiskLevel}. {view.WhoMayDecide} To propose exactly this, call {Propose} with {PlanHashMember} {view.PlanHash}.")
            : McpToolResult.Of(refusal);

    private async Task<McpToolResult> ProposeAsync(JsonElement arguments, ApiCall call)
    {
        var (key, rest) = TakeKey(arguments);
        if (key is { Length: 0 })
        {
            return McpToolResult.Of(BadKey);
        }

        if (!Write(rest, ToolList.OperationMember, ToolList.ParametersMember, PlanHashMember).Succeeded(out var asked, out var refusal))
        {
            return McpToolResult.Of(refusal);
        }

        return asked.PlanHash is null
            ? McpToolResult.Of(ParameterSet.Invalid(PlanHashMember, $"is required: the {PlanHashMember} that {Draft} answered", null))
            : McpToolResult.Of<ProposalView>(
                await _operations.ConfirmAsync(asked.Operation, asked.Parameters, asked.PlanHash, key, call),
                view => $"Proposed as {view.ProposalId}, and nothing is changed yet: {view.ActionSummary} {view.WhoMayDecide} People decide at the console ({ProposalId.ConsolePath(view.ProposalId)}) or in their chat, never here. {WaitForProposal} says what becomes of it.");
    }

    private async Task<McpToolResult> ListAsync(JsonElement arguments, ApiCall call) => Nothing.Validate(arguments).Succeeded(out _, out var refusal)
        ? McpToolResult.Of<ProposalListView>(
            await _operations.ListAsync(call),
            list => list.Count == 0 ? "No proposal waits for a decision." : $"{list.Count} wait for a decision: {string.Join(" ", list.Proposals.Select(p => $"{p.ProposalId}: {p.ActionSummary}"))}")
        : McpToolResult.Of(refusal);

    private async Task<McpToolResult> ShowAsync(JsonElement arguments, ApiCall call) => OneProposal.Validate(arguments).Succeeded(out var given, out var refusal)
        ? McpToolResult.Of<ProposalView>(await _operations.ShowAsync(given.RequiredText(ProposalIdMember), call), Words)
        : McpToolResult.Of(refusal);

    private async Task<McpToolResult> WaitAsync(JsonElement arguments, ApiCall call) => OneProposal.Validate(arguments).Succeeded(out var given, out var refusal)
        ? Standing(await PollAsync(given.RequiredText(ProposalIdMember), call))
        : McpToolResult.Of(refusal);

    private async Task<McpToolResult> IncidentsAsync(JsonElement arguments, ApiCall call)
    {
        // As at the console: an asserted caller must not read by this way in what they may not by that one.
        if (_options.Mode is ExecutionMode.SandboxLive && call.Request.Caller.Person.Identity is not IdentityKind.Verified)
        {
            return McpToolResult.Of(new Refusal(ErrorCode.VerifiedIdentityRequired, "Incident records take a verified identity here: a bearer token in place of the API key."));
        }

        if (!ConsoleReader.IncidentsParameters.Validate(arguments).Succeeded(out var given, out var refusal))
        {
            return McpToolResult.Of(refusal);
        }

        var inside = call with { Method = "GET", Path = ["console", "incidents"], Body = given.Values };
        return McpToolResult.Of<ConsoleIncidentsAnswer>(
            await _pipeline.InsideAsync(inside, WireName.Of(RequestSource.Mcp), (_, stop) => ConsoleReader.IncidentsAsync(_incidents, given, stop)),
            list => list.Count == 0 ? "There is no incident record." : string.Join(" ", list.Incidents.Select(i => $"{i.IncidentId} ({i.Severity}): {i.Summary}")));
    }

    /// <returns>The write that the arguments name; its own parameters are validated where it is carried out.</returns>
    private Outcome<(WriteOperation Operation, JsonElement Parameters, string? PlanHash)> Write(JsonElement arguments, params string[] members)
    {
        foreach (var member in arguments.EnumerateObject().Where(m => !members.Contains(m.Name)))
        {
            return ParameterSet.Invalid(member.Name, $"is not an argument of this tool; it has {string.Join(", ", members)}", member.Value);
        }

        if (!_writes.Find<WriteOperation>(Text(arguments, ToolList.OperationMember), ToolList.OperationMember).Succeeded(out var operation, out var refusal))
        {
            return refusal;
        }

        var parameters = arguments.TryGetProperty(ToolList.ParametersMember, out var given) ? given : NoParameters;
        return parameters.ValueKind is JsonValueKind.Object
            ? (operation, parameters, Text(arguments, PlanHashMember))
            : ParameterSet.Invalid(ToolList.ParametersMember, "must be a JSON object", parameters);
    }

    /// <returns>The key, empty where it cannot be one, null where there is none; and the other arguments.</returns>
    private static (string? Key, JsonElement Others) TakeKey(JsonElement arguments)
    {
        if (!arguments.TryGetProperty(KeyMember, out var given))
        {
            return (null, arguments);
        }

        var rest = arguments.ToNode()!.AsObject();
        rest.Remove(KeyMember);
        var isKey = given.ValueKind is JsonValueKind.String && given.GetString() is { Length: > 0 and <= MaxKeyLength } text && text.All(c => c is > ' ' and <= '~');
        return (isKey ? given.GetString() : string.Empty, rest.ToElement());
    }

    private static Refusal BadKey => ParameterSet.Invalid(KeyMember, $"must be 1 to {MaxKeyLength} visible ASCII characters", null);

    private static JsonObject KeySchema() => new()
    {
        ["type"] = "string",
        ["minLength"] = 1,
        ["maxLength"] = MaxKeyLength,
        ["description"] = "Your own name for this request: sent again with the same one it is done once.",
    };

    private static JsonObject ObjectOf(JsonObject properties, params IEnumerable<string> required) =>
        new() { ["type"] = "object", ["properties"] = properties, ["required"] = JsonConversions.Array(required), ["additionalProperties"] = false };

    private static string? Text(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
