using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;

namespace OpsAgent.Functions.Tests.Crashes;

/// <summary>Looks at every state that is stored, whoever stores it.</summary>
internal sealed class StoreWatch(IApprovalStore inner) : StoreAround(inner)
{
    private static readonly HashSet<(ProposalStatus From, ProposalStatus To)> Arrows =
    [
        (ProposalStatus.Submitted, ProposalStatus.Pending), (ProposalStatus.Submitted, ProposalStatus.Rejected),
        (ProposalStatus.Pending, ProposalStatus.Approved), (ProposalStatus.Pending, ProposalStatus.Denied),
        (ProposalStatus.Pending, ProposalStatus.Expired), (ProposalStatus.Pending, ProposalStatus.Withdrawn), (ProposalStatus.Pending, ProposalStatus.Rejected),
        (ProposalStatus.Approved, ProposalStatus.Executing), (ProposalStatus.Approved, ProposalStatus.Rejected), (ProposalStatus.Approved, ProposalStatus.Expired),
        (ProposalStatus.Executing, ProposalStatus.Completed), (ProposalStatus.Executing, ProposalStatus.Failed), (ProposalStatus.Executing, ProposalStatus.Unknown),
    ];

    private readonly Dictionary<ProposalId, Proposal> stored = [];
    private CheckFailedException? failure;

    /// <summary>How often a state was stored.</summary>
    public long Version { get; private set; }

    /// <summary>The proposals that were stored, in order.</summary>
    public IReadOnlyCollection<Proposal> Stored => stored.Values;

    /// <summary>The product catches much; what it broke is told afterwards.</summary>
    public void Holds()
    {
        if (failure is not null)
        {
            throw failure;
        }
    }

    public override async Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken)
    {
        var submission = await Inner.SubmitAsync(proposal, events, decision, cancellationToken);
        if (submission is SubmitResult.Stored)
        {
            Keep(proposal);
        }

        return submission;
    }

    public override async Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken)
    {
        var replaced = await Inner.ReplaceAsync(before, after, events, decision, budgets, cancellationToken);
        if (replaced)
        {
            var was = stored[after.Id];
            Hold(was.Status == after.Status || Arrows.Contains((was.Status, after.Status)), CrashCheck.KeepsToTheDesign, $"{was.Status} became {after.Status}");
            Hold(!was.IsTerminal, CrashCheck.KeepsToTheDesign, $"{was.Status} is the end, and was written to");
            Hold(after.Version == was.Version + 1, CrashCheck.KeepsToTheDesign, $"version {was.Version} became {after.Version}: a writer was overwritten");
            Hold(after.Approvals.Take(was.Approvals.Length).SequenceEqual(was.Approvals), CrashCheck.KeepsToTheDesign, "an approval was taken back");
            Hold(was.Wait is null || after.Wait is null || !was.Wait.IsNewerThan(after.Wait), CrashCheck.KeepsToTheDesign, "an older task token replaced a newer one");
            Hold(was.Status == after.Status || after.Status is ProposalStatus.Executing || events.Count > 0, CrashCheck.AlwaysAudited, $"{after.Status} was stored without its event");
            Keep(after);
        }

        return replaced;
    }

    private void Keep(Proposal proposal)
    {
        stored[proposal.Id] = proposal;
        Version++;
    }

    private void Hold(bool holds, CrashCheck check, string message) => failure ??= holds ? null : new CheckFailedException(check, message);
}
