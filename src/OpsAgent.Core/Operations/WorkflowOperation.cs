using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Messages;
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

    /// <summary>Whether an Idempotency-Key makes it safe to send twice; else whoever might has to see to it that it is sent once.</summary>
    public virtual bool IsRepeatable => false;

    /// <summary>What it will do, for a person to confirm before it does.</summary>
    public abstract WorkflowDraft Draft(Arguments arguments);

    /// <summary>Whether it can be done, as far as a look can tell; changes nothing.</summary>
    /// <returns>Null, or why not.</returns>
    public abstract Task<Refusal?> CheckAsync(Arguments arguments, WorkflowOperationPorts ports, CancellationToken cancellationToken);

    /// <summary>Does it, and records what it did in the request's trail.</summary>
    /// <exception cref="Audit.AuditWriteException">The audit of it could not be written, so it was not done.</exception>
    public abstract Task<Outcome<WorkflowOperationResult>> RunAsync(
        Arguments arguments, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken);
}

/// <summary>A workflow operation in its own types: every workflow operation derives from this.</summary>
/// <typeparam name="TParameters">The validated parameters.</typeparam>
/// <typeparam name="TResult">What it answers, written as <c>details</c>.</typeparam>
public abstract class WorkflowOperation<TParameters, TResult> : WorkflowOperation
    where TResult : notnull
{
    /// <summary>How a result is written: member names in snake case, nulls included.</summary>
    protected abstract JsonTypeInfo<TResult> ResultJson { get; }

    public sealed override Task<Refusal?> CheckAsync(Arguments arguments, WorkflowOperationPorts ports, CancellationToken cancellationToken) =>
        CheckAsync(Bind(arguments), ports, cancellationToken);

    public sealed override async Task<Outcome<WorkflowOperationResult>> RunAsync(
        Arguments arguments, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken)
    {
        var parameters = Bind(arguments);
        if (!(await RunAsync(parameters, ports, request, cancellationToken)).Succeeded(out var finding, out var refusal))
        {
            return refusal;
        }

        return new WorkflowOperationResult(Target(finding.Result), new OperationAnswer(finding.Summary, finding.Result, ResultJson, Cards(parameters, finding)));
    }

    public sealed override WorkflowDraft Draft(Arguments arguments) => Draft(Bind(arguments));

    protected abstract TParameters Bind(Arguments arguments);

    /// <inheritdoc cref="WorkflowOperation.Draft"/>
    protected virtual WorkflowDraft Draft(TParameters parameters) => new($"{Title}.", null, "Confirm");

    /// <inheritdoc cref="WorkflowOperation.CheckAsync"/>
    protected virtual Task<Refusal?> CheckAsync(TParameters parameters, WorkflowOperationPorts ports, CancellationToken cancellationToken) =>
        Task.FromResult<Refusal?>(null);

    /// <inheritdoc cref="WorkflowOperation.RunAsync"/>
    protected abstract Task<Outcome<Finding<TResult>>> RunAsync(
        TParameters parameters, WorkflowOperationPorts ports, WorkflowOperationRequest request, CancellationToken cancellationToken);

    /// <returns>The record or channel that it was done to, for the audit.</returns>
    protected abstract string Target(TResult result);

    /// <returns>What was done, as something to look at.</returns>
    protected virtual IReadOnlyList<Card> Cards(TParameters parameters, Finding<TResult> finding) => [new ResultCard { Title = Title, Text = finding.Summary }];
}

/// <summary>
/// Everything that workflow operations work on. Holds nothing that can change AWS, and of proposals only whether one exists.
/// </summary>
public sealed record WorkflowOperationPorts(
    IIncidents Incidents, IDestinations Destinations, Func<ProposalId, CancellationToken, Task<bool>> ProposalExists, INotifier Notifier);

/// <summary>One request for a workflow operation.</summary>
/// <param name="Context">Who asks.</param>
/// <param name="Parameters">The validated parameters, a JSON object.</param>
/// <param name="IdempotencyKey">The caller's name for this request, or null.</param>
/// <param name="Trail">Where what happens is recorded.</param>
/// <param name="Subject">Who and what, for audit entries.</param>
/// <param name="Now">The time of the request.</param>
public sealed record WorkflowOperationRequest(
    RequestContext Context, JsonElement Parameters, string? IdempotencyKey, RequestAudit Trail, AuditSubject Subject, DateTimeOffset Now);

/// <summary>What a workflow operation will do. The other parameters are shown beside it.</summary>
/// <param name="Summary">In one sentence.</param>
/// <param name="Target">The destination, or null.</param>
/// <param name="Confirm">The button's words.</param>
public sealed record WorkflowDraft(string Summary, string? Target, string Confirm);

/// <summary>What a workflow operation did.</summary>
/// <param name="Target">The record or channel it was done to.</param>
/// <param name="Answer">What to tell the caller.</param>
public sealed record WorkflowOperationResult(string Target, OperationAnswer Answer);
