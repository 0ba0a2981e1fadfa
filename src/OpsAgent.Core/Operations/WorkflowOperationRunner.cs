using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>
/// Runs workflow operations: the role, the check, the audit of having accepted it, and only then the operation. No
/// operation can run without its audit, whatever it does itself.
/// </summary>
public sealed class WorkflowOperationRunner(WorkflowOperationPorts ports, TimeProvider time)
{
    /// <summary>Whether it would be done now, as far as a look can tell.</summary>
    /// <returns>Null, or why not.</returns>
    public async Task<Refusal?> CheckAsync(WorkflowOperation operation, Arguments arguments, RequestContext context, CancellationToken cancellationToken) =>
        context.Caller.CheckRole(Roles.Operate) ?? await operation.CheckAsync(arguments, ports, cancellationToken);

    public async Task<Outcome<WorkflowOperationResult>> RunAsync(
        WorkflowOperation operation,
        Arguments arguments,
        string? idempotencyKey,
        RequestContext context,
        RequestAudit trail,
        CancellationToken cancellationToken)
    {
        if (await CheckAsync(operation, arguments, context, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var subject = context.Subject() with { Operation = operation.Name };
        try
        {
            await trail.AppendAsync(subject, new AuditEntry(AuditEventType.RequestReceived, operation.Accepted, arguments.Values), cancellationToken);
            var request = new WorkflowOperationRequest(context, arguments.Values, idempotencyKey, trail, subject, time.GetUtcNow());
            return await operation.RunAsync(arguments, ports, request, cancellationToken);
        }
        catch (AuditWriteException)
        {
            return new Refusal(
                ErrorCode.InternalError,
                "The audit could not be written, so nothing was done. Try again; if it stays so, ask an OpsAgent administrator to look at the audit store.");
        }
    }
}
