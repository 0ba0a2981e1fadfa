using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Chat;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Mcp;

/// <summary>
/// The Tasks extension: a proposal as a task that a client waits for. The task's id is the proposal's, so that nothing is kept
/// for it, and whoever may look at the proposal may ask for it.
/// <list type="table">
/// <item><term>tasks/get</term><description><c>working</c> until the proposal has ended, then <c>completed</c> with what a tool would answer</description></item>
/// <item><term>tasks/cancel</term><description>acknowledged: the client waits no more. The proposal stays as it is</description></item>
/// <item><term>tasks/update</term><description>acknowledged: nothing is ever asked for</description></item>
/// </list>
/// </summary>
internal sealed class McpTasks(McpTools tools, TimeProvider time)
{
    public const string Extension = "io.modelcontextprotocol/tasks";
    public const int PollSeconds = 5;

    private const string TaskId = "taskId";

    /// <returns>A task; the tool's own result where there is nothing to wait for.</returns>
    public async Task<JsonObject> CreateAsync(JsonElement arguments, ApiCall call)
    {
        if (!McpTools.OneProposal.Validate(arguments).Succeeded(out var given, out var refusal))
        {
            return McpToolResult.Of(refusal).ToJson();
        }

        var body = await tools.PollAsync(given.RequiredText(McpTools.ProposalIdMember), call);
        if (body.Content.Value is not ProposalView view || McpTools.HasEnded(view))
        {
            return McpTools.Standing(body).ToJson();
        }

        var task = TaskOf(view);
        task["resultType"] = "task";
        return task;
    }

    public async Task<McpOutcome> AnswerAsync(McpRequest request, ApiCall call)
    {
        if (!request.SpeaksTasks)
        {
            return McpError.LacksTasks();
        }

        if (ProposalId.TryParse(request.Text(TaskId)) is not { } id)
        {
            return McpError.Params("Failed to retrieve task: Task not found");
        }

        var body = await tools.PollAsync(id.Value, call);
        if (body.Content.Value is not ProposalView view)
        {
            return body.Error is { Code: ErrorCode.ResourceNotFound }
                ? McpError.Params("Failed to retrieve task: Task not found")
                : new McpError(McpError.InternalError, McpToolResult.Of(body.Error!).Text);
        }

        if (request.Method != "tasks/get")
        {
            return new JsonObject();
        }

        var task = TaskOf(view);
        if (McpTools.HasEnded(view))
        {
            task["result"] = McpTools.Standing(body).ToJson();
        }

        return task;
    }

    private JsonObject TaskOf(ProposalView view) => new()
    {
        [TaskId] = view.ProposalId,
        ["status"] = McpTools.HasEnded(view) ? "completed" : "working",
        ["statusMessage"] = McpTools.Words(view),
        ["createdAt"] = Timestamps.Text(view.CreatedAt ?? time.GetUtcNow()),
        ["lastUpdatedAt"] = Timestamps.Text(view.EndedAt ?? time.GetUtcNow()),
        ["ttlMs"] = null,
        ["pollIntervalMs"] = PollSeconds * 1000,
    };
}
