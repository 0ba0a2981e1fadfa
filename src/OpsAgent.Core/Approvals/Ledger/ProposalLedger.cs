using System.Security.Cryptography;

using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// Applies a command to a stored proposal: read, decide, compare and swap, again when another writer came first.
/// </summary>
public sealed class ProposalLedger(IApprovalStore store, AuditEventFactory eventFactory, TimeProvider time, RandomNumberGenerator random)
{
    // Every loser of a round means that somebody else got through. The pauses spread a crowd out, so that each of 200 writers of
    // one proposal is through long before; whoever is not, after about ten seconds, is told to come back.
    private const int MaxRounds = 40;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(640);

    public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) => store.FindByKeyAsync(requester, key, cancellationToken);

    public Task<ProposalId?> FindHolderAsync(ResourceTarget target, CancellationToken cancellationToken) => store.FindHolderAsync(target.Arn, cancellationToken);

    /// <param name="subject">Who does it and in which request; operation, target and proposal are filled in.</param>
    /// <exception cref="KeyNotFoundException">There is no such proposal.</exception>
    /// <exception cref="AwsException">RESOURCE_BUSY: others came first, again and again. The command took no effect.</exception>
    public Task<Transition> ApplyAsync(ProposalId id, ProposalCommand command, AuditSubject subject, CancellationToken cancellationToken) =>
        ApplyAsync(id, command, subject, null, cancellationToken);

    /// <param name="decision">Stored with the command if that takes effect.</param>
    /// <inheritdoc cref="ApplyAsync(ProposalId, ProposalCommand, AuditSubject, CancellationToken)"/>
    public Task<Transition> ApplyAsync(ProposalId id, ProposalCommand command, AuditSubject subject, SignedDecision? decision, CancellationToken cancellationToken) =>
        ApplyAsync(id, _ => Task.FromResult(command), subject, decision, cancellationToken);

    /// <param name="decide">Makes the command, anew in each round: what it was decided on may have been changed by whoever came first.</param>
    /// <inheritdoc cref="ApplyAsync(ProposalId, ProposalCommand, AuditSubject, CancellationToken)"/>
    public Task<Transition> ApplyAsync(ProposalId id, Func<CancellationToken, Task<ProposalCommand>> decide, AuditSubject subject, CancellationToken cancellationToken) =>
        ApplyAsync(id, decide, subject, null, cancellationToken);

    private async Task<Transition> ApplyAsync(
        ProposalId id, Func<CancellationToken, Task<ProposalCommand>> decide, AuditSubject subject, SignedDecision? decision, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = await store.FindAsync(id, cancellationToken) ?? throw new KeyNotFoundException($"There is no proposal {id}.");
            var transition = ProposalTransitions.Apply(before, await decide(cancellationToken), time.GetUtcNow());
            if (transition is not Transition.Applied applied)
            {
                return transition;
            }

            var (after, events) = CreateEvents(applied.Proposal with { Version = before.Version + 1 }, applied.Entries, subject);
            if (await store.ReplaceAsync(before, after, events, decision, applied.Budgets, cancellationToken))
            {
                return applied with { Proposal = after };
            }

            await PauseAsync(round, cancellationToken);
        }

        throw new AwsException(
            ErrorCode.ResourceBusy,
            "opsagent:ChangeProposal",
            id.Value,
            $"Proposal {id} is being changed by too many requests at once. This one did nothing; try again in a minute.");
    }

    public async Task<SubmitResult> SubmitAsync(Proposal proposal, IEnumerable<AuditEntry> entries, AuditSubject subject, SignedDecision decision, CancellationToken cancellationToken)
    {
        var (sealedProposal, events) = CreateEvents(proposal, entries, subject);
        return await store.SubmitAsync(sealedProposal, events, decision, cancellationToken);
    }

    // The first collision is the usual one and costs no wait.
    private Task PauseAsync(int round, CancellationToken cancellationToken)
    {
        if (round == 0)
        {
            return Task.CompletedTask;
        }

        Span<byte> share = stackalloc byte[1];
        random.GetBytes(share);
        var most = FirstPause * (1 << Math.Min(round, 10));
        return Task.Delay((most < MaxPause ? most : MaxPause) * (share[0] / 255.0), time, cancellationToken);
    }

    private (Proposal Proposal, IReadOnlyList<AuditEvent> Events) CreateEvents(Proposal proposal, IEnumerable<AuditEntry> entries, AuditSubject subject)
    {
        var about = subject with { Operation = proposal.Plan.Operation, Target = proposal.Plan.Target.Arn, ProposalId = proposal.Id };
        var events = eventFactory.Create(proposal.Id.Value, proposal.AuditHead, about, entries);
        return (events.Count == 0 ? proposal : proposal with { AuditHead = AuditChain.HeadOf(events[^1]) }, events);
    }
}
