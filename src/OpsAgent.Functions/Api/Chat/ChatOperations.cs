using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Diagnostics;
using OpsAgent.Functions.Api.Pipeline;
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

    public Task<ApiBody> RunAsync(string operation, JsonElement parameters, ApiCall call, bool byModel = false) =>
        catalog.Operations.FirstOrDefault(o => o.Name == operation) switch
        {
            DiagnosticOperation => InsideAsync("GET", ["operations", operation], parameters, call, diagnostics.HandleAsync, byModel),
            WriteOperation => InsideAsync("POST", ["operations", operation], parameters, call, proposals.HandleAsync, byModel),
            WorkflowOperation => InsideAsync("POST", ["operations", operation], parameters, call, workflowOf(call).HandleAsync, byModel),
            _ => Task.FromResult(new ApiBody(ApiContent.None, new Refusal(ErrorCode.UnknownOperation, $"There is no such operation. Known: {string.Join(", ", catalog.Operations.Select(o => o.Name))}."))),
        };

    public Task<ApiBody> ShowAsync(string proposalId, ApiCall call, bool byModel = false) =>
        InsideAsync("GET", ["operations", "proposals", proposalId], new JsonObject().ToElement(), call, proposals.HandleAsync, byModel);

    public Task<ApiBody> ListAsync(ApiCall call, bool byModel = false) =>
        InsideAsync("GET", ["operations", "proposals"], new JsonObject().ToElement(), call, proposals.HandleAsync, byModel);

    private Task<ApiBody> InsideAsync(
        string method, IReadOnlyList<string> path, JsonElement body, ApiCall call, Func<ApiCall, CancellationToken, Task<Outcome<ApiBody>>> handle, bool byModel)
    {
        var caller = call.Request.Caller;
        var request = byModel ? call.Request with { Caller = caller with { Person = caller.Person with { Source = RequestSource.Model } } } : call.Request;
        return pipeline.InsideAsync(call with { Method = method, Path = path, Body = body, Request = request }, byModel ? ByModel : ByParser, handle);
    }
}
