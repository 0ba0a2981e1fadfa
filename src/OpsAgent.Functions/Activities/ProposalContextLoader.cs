using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>Loads the proposal that a step works on, and applies the step's commands to it in the agent's own name.</summary>
public sealed class ProposalContextLoader(OperationCatalog catalog, ProposalLedger ledger, AgentOptions options)
{
    /// <exception cref="ApprovalInvalid">There is no such proposal: the execution was not started by OpsAgent.</exception>
    public async Task<ProposalContext> LoadAsync(ProposalId id, CancellationToken cancellationToken)
    {
        var proposal = await ledger.FindAsync(id, cancellationToken) ?? throw new ApprovalInvalid($"There is no proposal {id}.");
        if (!catalog.Find<WriteOperation>(proposal.Plan.Operation, "operation").Succeeded(out var operation, out var refusal))
        {
            throw new ApprovalInvalid(refusal.Message);
        }

        return new ProposalContext(proposal, operation, new Arguments(proposal.Plan.Parameters));
    }

    /// <summary>Ends a proposal whose workflow has ended, unless an invocation may still act on it.</summary>
    public Task<Transition> FinishAsync(ProposalContext context, Refusal? failure, RequestSource source, CancellationToken cancellationToken) =>
        ApplyAsync(context.Proposal, FinishCommand(context, failure), source, cancellationToken);

    /// <returns>The command of <see cref="FinishAsync"/>.</returns>
    public static ProposalCommand.Finish FinishCommand(ProposalContext context, Refusal? failure) => new(failure, context.Unknown());

    public Task<Transition> ApplyAsync(Proposal proposal, ProposalCommand command, RequestSource source, CancellationToken cancellationToken) =>
        ledger.ApplyAsync(
            proposal.Id,
            command,
            new AuditSubject(proposal.CorrelationId, options.Mode) { Person = Person.Agent(source) },
            cancellationToken);
}
