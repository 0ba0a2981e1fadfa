using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.WorkflowOperations;

/// <summary><c>POST /operations/workflow</c> and <c>POST /operations/{workflow operation}</c>: records and messages, no change in AWS.</summary>
public sealed class WorkflowOperationsFunction(OperationCatalog catalog, WorkflowOperationRunner runner)
{
    public async Task<Outcome<ApiBody>> HandleAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var typed = call.LastSegment != "workflow";
        if (!typed && Envelope.Validate(call.Body) is { } fault)
        {
            return fault;
        }

        var name = typed ? call.LastSegment : call.Text("operation");
        if (!catalog.Find<WorkflowOperation>(name, "operation").Succeeded(out var operation, out var refusal)
            || !operation.Parameters.Validate(typed ? call.Body : Envelope.Parameters(call.Body)).Succeeded(out var arguments, out refusal)
            || !(await runner.RunAsync(operation, arguments, call.IdempotencyKey, call.Request, call.Trail, cancellationToken)).Succeeded(out var result, out refusal))
        {
            return refusal;
        }

        return ApiBody.Of(operation, result.Answer, result.Target);
    }

    /// <summary>Whether the operation that the path ends with would be done with this body: Chat asks it for drafts.</summary>
    public async Task<Outcome<ApiBody>> CheckAsync(ApiCall call, CancellationToken cancellationToken) =>
        !catalog.Find<WorkflowOperation>(call.LastSegment, "operation").Succeeded(out var operation, out var refusal)
        || !operation.Parameters.Validate(call.Body).Succeeded(out var arguments, out refusal)
        || (refusal = await runner.CheckAsync(operation, arguments, call.Request, cancellationToken)) is not null
            ? refusal
            : new ApiBody(ApiContent.None);
}
