using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>Opens cases for a step and writes down what the step did, in the agent's own name.</summary>
public sealed class CaseFile(Catalogue catalogue, ProposalLedger ledger, AgentSettings settings)
{
    /// <exception cref="ApprovalInvalid">There is no such proposal: the execution was not started by OpsAgent.</exception>
    public async Task<Case> OpenAsync(ProposalId id, CancellationToken cancellationToken)
    {
        var proposal = await ledger.FindAsync(id, cancellationToken) ?? throw new ApprovalInvalid($"There is no proposal {id}.");
        if (!catalogue.Find<WriteOperation>(proposal.Plan.Operation, "operation").Succeeded(out var operation, out var refusal))
        {
            throw new ApprovalInvalid(refusal.Message);
        }

        return new Case(proposal, operation, new Arguments(proposal.Plan.Parameters));
    }

    /// <summary>Ends a proposal whose workflow is through, if no invocation may act on it any more.</summary>
    public Task<Transition> FinishAsync(Case file, Refusal? failure, Channel channel, CancellationToken cancellationToken) =>
        ApplyAsync(file.Proposal, Ending(file, failure), channel, cancellationToken);

    /// <returns>The command of <see cref="FinishAsync"/>.</returns>
    public static ProposalCommand.Finish Ending(Case file, Refusal? failure) => new(failure, file.Unknown());

    public Task<Transition> ApplyAsync(Proposal proposal, ProposalCommand command, Channel channel, CancellationToken cancellationToken) =>
        ledger.ApplyAsync(
            proposal.Id,
            command,
            new AuditSubject(proposal.CorrelationId, settings.Mode) { Person = Person.Agent(channel) },
            cancellationToken);
}
