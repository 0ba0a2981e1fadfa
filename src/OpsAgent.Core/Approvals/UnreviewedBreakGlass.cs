using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>Finds what was approved by break-glass and not reviewed yet: by the audit's index of event types, where such events are few.</summary>
public sealed class UnreviewedBreakGlass(IAuditIndex audit, IApprovalStore store)
{
    /// <summary>How many of the latest are looked at.</summary>
    public const int MaxLooks = 50;

    /// <returns>The newest first, as they are stored now. One that cannot be read is counted: nobody can have reviewed it.</returns>
    public async Task<ProposalList> ListAsync(CancellationToken cancellationToken)
    {
        var page = await audit.SearchAsync(new AuditSearch { Type = AuditEventType.BreakGlass }, null, MaxLooks, cancellationToken);
        var ids = page.Events.Select(e => ProposalId.TryParse(e.Chain)).OfType<ProposalId>().Distinct();
        var found = await Task.WhenAll(ids.Select(id => FindAsync(id, cancellationToken)));
        return new ProposalList([.. found.Select(f => f.Proposal).OfType<Proposal>().Where(p => p.NeedsReview)], found.Count(f => f.IsUnreadable));
    }

    private async Task<(Proposal? Proposal, bool IsUnreadable)> FindAsync(ProposalId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.FindAsync(id, cancellationToken), false);
        }
        catch (UnreadableRecordException)
        {
            return (null, true);
        }
    }
}
