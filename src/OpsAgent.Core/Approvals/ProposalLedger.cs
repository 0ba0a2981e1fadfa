using OpsAgent.Core.Audit;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// Applies a command to a stored proposal: read, decide, compare and swap, again when another writer came first.
/// </summary>
public sealed class ProposalLedger(IApprovalStore store, AuditScribe scribe, TimeProvider time)
{
    // Every loser of a round means that somebody else got through, so this many rounds are only lost to a fault.
    private const int MostRounds = 50;

    public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <param name="subject">Who does it and in which request; operation, target and proposal are filled in.</param>
    /// <exception cref="KeyNotFoundException">There is no such proposal.</exception>
    public async Task<Transition> ApplyAsync(ProposalId id, ProposalCommand command, AuditSubject subject, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var before = await store.FindAsync(id, cancellationToken) ?? throw new KeyNotFoundException($"There is no proposal {id}.");
            var transition = ProposalTransitions.Apply(before, command, time.GetUtcNow());
            if (transition is not Transition.Applied applied)
            {
                return transition;
            }

            var (after, events) = Seal(applied.Proposal with { Version = before.Version + 1 }, applied.Entries, subject);
            if (await store.ReplaceAsync(before, after, events, cancellationToken))
            {
                return applied with { Proposal = after };
            }
        }

        throw new InvalidOperationException($"Proposal {id} is written to by too many at once.");
    }

    public async Task<Submission> SubmitAsync(Proposal proposal, IEnumerable<AuditEntry> entries, AuditSubject subject, CancellationToken cancellationToken)
    {
        var (sealedProposal, events) = Seal(proposal, entries, subject);
        return await store.SubmitAsync(sealedProposal, events, cancellationToken);
    }

    private (Proposal Proposal, IReadOnlyList<AuditEvent> Events) Seal(Proposal proposal, IEnumerable<AuditEntry> entries, AuditSubject subject)
    {
        var about = subject with { Operation = proposal.Plan.Operation, Target = proposal.Plan.Target.Arn, ProposalId = proposal.Id };
        var events = scribe.Write(proposal.Id.Value, proposal.AuditHead, about, entries);
        return (events.Count == 0 ? proposal : proposal with { AuditHead = AuditChain.HeadOf(events[^1]) }, events);
    }
}
