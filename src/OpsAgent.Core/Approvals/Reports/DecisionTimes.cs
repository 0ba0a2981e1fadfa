namespace OpsAgent.Core.Approvals.Reports;

/// <summary>How long people took over a proposal, from its own record: metrics and reports agree. Never negative.</summary>
public static class DecisionTimes
{
    /// <summary>An approval sooner than this was hardly read.</summary>
    public static readonly TimeSpan MaxQuickDecision = TimeSpan.FromSeconds(10);

    /// <returns>From being asked to the first look by somebody who might approve; null where it is not known.</returns>
    public static TimeSpan? ToLook(Proposal proposal) => proposal is { Wait: { } wait, FirstSeenAt: { } seen } ? Between(wait.EnteredAt, seen) : null;

    /// <returns>From being asked to the approval that sufficed, or the denial; null where nobody decided.</returns>
    public static TimeSpan? ToDecide(Proposal proposal) => proposal.Wait is { } wait && DecidedAt(proposal) is { } decided ? Between(wait.EnteredAt, decided) : null;

    /// <returns>From the approval that sufficed to the end of the call to AWS; null where nothing was executed.</returns>
    public static TimeSpan? ToAct(Proposal proposal) =>
        proposal.Execution is { Status: ExecutionStatus.Executed or ExecutionStatus.WouldExecute, At: var executed } && DecidedAt(proposal) is { } decided ? Between(decided, executed) : null;

    /// <returns>Whether it came within <see cref="MaxQuickDecision"/> of the first look, or of being asked where nobody is known to have looked before.</returns>
    public static bool IsQuick(Proposal proposal, Approval approval) =>
        (proposal.FirstSeenAt is { } seen && seen <= approval.At ? seen : proposal.Wait?.EnteredAt) is { } shown && approval.At - shown <= MaxQuickDecision;

    /// <returns>When an approver approved it for good or denied it; null where neither is so.</returns>
    internal static DateTimeOffset? DecidedAt(Proposal proposal) => proposal.Status switch
    {
        ProposalStatus.Denied => proposal.Closure?.At,
        ProposalStatus.Approved or ProposalStatus.Executing or ProposalStatus.Completed or ProposalStatus.Failed or ProposalStatus.Unknown when proposal.Approvals is [.., var last] =>
            // An adoption may be what was lacking.
            proposal.Adoption is { At: var adopted } && adopted > last.At ? adopted : last.At,
        _ => null,
    };

    // The state machine's clock and ours.
    private static TimeSpan Between(DateTimeOffset from, DateTimeOffset to) => to > from ? to - from : TimeSpan.Zero;
}
