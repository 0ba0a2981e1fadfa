using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations;

/// <summary>
/// An operation that changes OpsAgent's own records or posts a message, and answers at once. <see cref="WorkflowOperationRunner"/>
/// runs it, and only once the audit says that it was accepted.
/// </summary>
public abstract class WorkflowOperation : Operation
{
    public sealed override OperationKind Kind => OperationKind.Workflow;

    /// <summary>The outcome of the audit event that is written before it runs.</summary>
    public virtual string Accepted => "accepted";

    /// <summary>Whether it can be done, as far as a look can tell; changes nothing.</summary>
    /// <returns>Null, or why not.</returns>
    public virtual Task<Refusal?> CheckAsync(Arguments arguments, WorkflowOperationPorts ports, CancellationToken cancellationToken) =>
        Task.FromResult<Refusal?>(null);

    /// <summary>Does it, and records what it did in the request's trail.</summary>
    /// <exception cref="Audit.AuditWriteException">The audit of it could not be written, so it was not done.</exception>
    public abstract Task<Outcome<WorkflowOperationResult>> RunAsync(
        Arguments arguments, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken);
}
