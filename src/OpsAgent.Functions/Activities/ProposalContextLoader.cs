using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// Loads the proposal that a step works on, and applies the step's commands to it in the agent's own name. A step that another
/// execution calls, or that comes out of its order, is refused: it changes nothing, and the audit has one event of it.
/// </summary>
public sealed class ProposalContextLoader(
    OperationCatalog catalog, ProposalLedger ledger, IStateMachine stateMachine, IAuditTrail audit, AuditEventFactory eventFactory, IdSource ids, AgentOptions options)
{
    private const int MaxGivenLength = 200;

    /// <param name="step">The function, and its phase where it has several.</param>
    /// <exception cref="ApprovalInvalid">There is no such proposal, or the call comes from another execution than the proposal's.</exception>
    public async Task<ProposalContext> LoadAsync(StepInput input, string step, CancellationToken cancellationToken)
    {
        var context = await LoadAsync(input.ProposalId, cancellationToken);
        return input.ExecutionId == stateMachine.ExecutionArnOf(context.Proposal)
            ? context
            : throw new ApprovalInvalid(await RefuseAsync(context, step, "it was called by another execution than the proposal's", cancellationToken, input.ExecutionId));
    }

    /// <exception cref="ApprovalInvalid">There is no such proposal.</exception>
    public async Task<ProposalContext> LoadAsync(ProposalId id, CancellationToken cancellationToken)
    {
        var proposal = await ledger.FindAsync(id, cancellationToken) ?? throw new ApprovalInvalid($"There is no proposal {id}.");
        if (!catalog.Find<WriteOperation>(proposal.Plan.Operation, "operation").Succeeded(out var operation, out var refusal))
        {
            throw new ApprovalInvalid(refusal.Message);
        }

        return new ProposalContext(proposal, operation, new Arguments(proposal.Plan.Parameters));
    }

    /// <summary>
    /// Loads for a step that comes before anybody is asked. Called again after it had rejected the proposal, it answers the same.
    /// </summary>
    /// <exception cref="GuardrailRejected">The proposal is rejected already.</exception>
    /// <exception cref="ApprovalInvalid">As <see cref="LoadAsync(StepInput, string, CancellationToken)"/>, or the proposal is further already.</exception>
    public async Task<ProposalContext> LoadSubmittedAsync(StepInput input, string step, CancellationToken cancellationToken)
    {
        var context = await LoadAsync(input, step, cancellationToken);
        return context.Proposal switch
        {
            { Status: ProposalStatus.Submitted } => context,
            { Status: ProposalStatus.Rejected, Refusal: { } refusal } => throw new GuardrailRejected(refusal.Message),
            var proposal => throw new ApprovalInvalid(await RefuseAsync(context, step, $"the proposal is {WireName.Of(proposal.Status)} already", cancellationToken)),
        };
    }

    /// <summary>Writes the audit event of a refused call, in a chain of its own: whoever calls steps by hand does not touch the proposal.</summary>
    /// <returns>The sentence for the error.</returns>
    /// <exception cref="AuditWriteException">It is not written.</exception>
    public async Task<string> RefuseAsync(ProposalContext context, string step, string reason, CancellationToken cancellationToken, string? executionId = null)
    {
        var proposal = context.Proposal;
        var details = new JsonObject { ["step"] = step, ["reason"] = reason, ["status"] = WireName.Of(proposal.Status) };
        if (executionId is not null)
        {
            details["execution_id"] = executionId.Length > MaxGivenLength ? executionId[..MaxGivenLength] : executionId;
        }

        await AppendAsync(proposal, new AuditEntry(AuditEventType.StepRefused, "refused", details.ToElement()), cancellationToken);
        return $"The step {step} was refused and changed nothing: {reason}.";
    }

    /// <summary>Writes the audit event of a proposal whose signatures do not hold, by which the alarm is raised.</summary>
    /// <exception cref="AuditWriteException">It is not written.</exception>
    public Task AuditSignatureAsync(ProposalContext context, string problem, CancellationToken cancellationToken) => AppendAsync(
        context.Proposal,
        new AuditEntry(
            AuditEventType.SignatureInvalid, "not_executed", new JsonObject { ["reason"] = problem, ["plan_hash"] = context.Proposal.PlanHash.Value }.ToElement()),
        cancellationToken);

    private Task AppendAsync(Proposal proposal, AuditEntry entry, CancellationToken cancellationToken)
    {
        var subject = SubjectOf(proposal, RequestSource.Workflow) with { Operation = proposal.Plan.Operation, Target = proposal.Plan.Target.Arn, ProposalId = proposal.Id };
        return new RequestAudit(ids.NewCorrelationId(), audit, eventFactory).AppendAsync(subject, entry, cancellationToken);
    }

    /// <summary>Ends a proposal whose workflow has ended, unless an invocation may still act on it.</summary>
    /// <param name="hasEnded">True when the execution is known to have ended: nothing verifies the change any more.</param>
    public Task<Transition> FinishAsync(ProposalContext context, Refusal? failure, RequestSource source, bool hasEnded, CancellationToken cancellationToken) =>
        ApplyAsync(context.Proposal, FinishCommand(context, failure, hasEnded), source, cancellationToken);

    /// <returns>The command of <see cref="FinishAsync"/>.</returns>
    public ProposalCommand.Finish FinishCommand(ProposalContext context, Refusal? failure, bool hasEnded) =>
        new(failure, context.Unknown(), hasEnded ? TimeSpan.Zero : options.Scaled(context.Operation.VerificationTime), options.Scaled(EffectSchedule.First));

    public Task<Transition> ApplyAsync(Proposal proposal, ProposalCommand command, RequestSource source, CancellationToken cancellationToken) =>
        ledger.ApplyAsync(proposal.Id, command, SubjectOf(proposal, source), cancellationToken);

    /// <inheritdoc cref="ProposalLedger.ApplyAsync(ProposalId, Func{CancellationToken, Task{ProposalCommand}}, AuditSubject, CancellationToken)"/>
    public Task<Transition> ApplyAsync(Proposal proposal, Func<CancellationToken, Task<ProposalCommand>> decide, RequestSource source, CancellationToken cancellationToken) =>
        ledger.ApplyAsync(proposal.Id, decide, SubjectOf(proposal, source), cancellationToken);

    private AuditSubject SubjectOf(Proposal proposal, RequestSource source) => new(proposal.CorrelationId, options.Mode) { Person = Person.Agent(source) };
}
