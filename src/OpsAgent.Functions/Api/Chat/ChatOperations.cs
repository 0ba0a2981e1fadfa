using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Diagnostics;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Api.Proposals;
using OpsAgent.Functions.Api.WorkflowOperations;

namespace OpsAgent.Functions.Api.Chat;

/// <summary>
/// Carries out what a message asks for, each thing by the handler of its own route and in the caller's name: the same
/// validation, roles and audit. What concerns proposals goes to the function Proposals. What a model chose goes by the
/// channel <see cref="RequestSource.Model"/>.
/// </summary>
/// <param name="workflowOf">The workflow operations for one message.</param>
internal sealed class ChatOperations(
    OperationCatalog catalog, ApiPipeline pipeline, DiagnosticsFunction diagnostics, ProposalsApi proposals, Func<ApiCall, WorkflowOperationsFunction> workflowOf)
{
    private const string ByParser = "parser";
    private const string ByModel = "model";
    private const string ByMcp = "mcp";

    /// <summary>Runs a diagnostic.</summary>
    public Task<ApiBody> RunAsync(string operation, JsonElement parameters, ApiCall call, bool byModel = false) =>
        catalog.Find<DiagnosticOperation>(operation, "operation").Succeeded(out _, out var refusal)
            ? InsideAsync("GET", ["operations", operation], parameters, call, diagnostics.HandleAsync, byModel)
            : Task.FromResult(new ApiBody(ApiContent.None, refusal));

    /// <summary>Whether a change, a record or a post could be made now, and what a change would be: a <see cref="PreviewView"/>.</summary>
    public Task<ApiBody> PreviewAsync(Operation operation, JsonElement parameters, ApiCall call, bool byModel) => operation is WriteOperation
        ? InsideAsync("POST", ["operations", operation.Name, ProposalsFunction.Preview], parameters, call, proposals.HandleAsync, byModel)
        : InsideAsync("POST", ["operations", operation.Name], parameters, call, workflowOf(call).CheckAsync, byModel);

    /// <summary>Proposes, records or posts what a person confirmed, or an MCP client decided to: nothing else does.</summary>
    /// <param name="planHash">The plan that was shown; null for what has none.</param>
    /// <param name="key">The same for each attempt at the same draft; null where each attempt is another.</param>
    public Task<ApiBody> ConfirmAsync(Operation operation, JsonElement parameters, string? planHash, string? key, ApiCall call) => InsideAsync(
        "POST",
        ["operations", operation.Name],
        parameters,
        call with { IdempotencyKey = key, IfMatch = planHash },
        operation is WriteOperation ? proposals.HandleAsync : workflowOf(call).HandleAsync,
        byModel: false);

    /// <summary>Proposes what an ended proposal did, if its plan is unchanged.</summary>
    public Task<ApiBody> ProposeAgainAsync(string proposalId, ApiCall call) => InsideAsync(
        "POST", ["operations", "propose_again"], new JsonObject { ["proposal_id"] = proposalId }.ToElement(), call, proposals.HandleAsync, byModel: false);

    public Task<ApiBody> ShowAsync(string proposalId, ApiCall call, bool byModel = false) =>
        InsideAsync("GET", ["operations", "proposals", proposalId], new JsonObject().ToElement(), call, proposals.HandleAsync, byModel);

    /// <summary>As <see cref="ShowAsync"/>, for somebody who asks every few seconds.</summary>
    public Task<ApiBody> PollAsync(string proposalId, ApiCall call) => InsideAsync(
        "GET",
        ["operations", "proposals", proposalId],
        new JsonObject().ToElement(),
        call,
        async (inner, stop) => (await proposals.HandleAsync(inner, stop)).Succeeded(out var body, out var refusal) ? body with { IsPoll = true } : refusal,
        byModel: false);

    public Task<ApiBody> ListAsync(ApiCall call, bool byModel = false) =>
        InsideAsync("GET", ["operations", "proposals"], new JsonObject().ToElement(), call, proposals.HandleAsync, byModel);

    private Task<ApiBody> InsideAsync(
        string method, IReadOnlyList<string> path, JsonElement body, ApiCall call, Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle, bool byModel)
    {
        var caller = call.Request.Caller;
        var request = byModel ? call.Request with { Caller = caller with { Person = caller.Person with { Source = RequestSource.Model } } } : call.Request;
        return pipeline.InsideAsync(call with { Method = method, Path = path, Body = body, Request = request }, byModel ? ByModel : caller.Person.Source is RequestSource.Mcp ? ByMcp : ByParser, handle);
    }
}
