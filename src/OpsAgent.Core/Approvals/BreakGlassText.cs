using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>An approval by break-glass in sentences for people.</summary>
public static class BreakGlassText
{
    /// <returns>Who, for which incident, and whether it is reviewed; null where nobody broke the glass.</returns>
    public static string? Of(Proposal proposal) => proposal.BrokenGlass is not { BreakGlass: { } statement } approval ? null
        : $"Break-glass: {approval.By.UserId} approved it alone for {statement.IncidentId}; "
            + (proposal.BreakGlassReview is { } review ? $"reviewed by {review.By.UserId}." : "another administrator has to review it.");

    /// <returns>What would be, or was, passed over.</returns>
    public static string Skipped(Proposal proposal)
    {
        var given = proposal.Approvals.Count(a => a.BreakGlass is null);
        var groups = GroupsOf(proposal);
        return $"{given} of {proposal.ApprovalsNeeded} approvals were given{(groups.Count > 0 ? $", and these approver groups were asked for: {string.Join(", ", groups)}" : string.Empty)}";
    }

    /// <summary>To the approvers who were passed over and to all administrators.</summary>
    public static Notice NoticeOf(Proposal proposal)
    {
        var approval = proposal.BrokenGlass!;
        return new Notice(
            NoticeKind.BreakGlass,
            proposal,
            $"BREAK-GLASS: {approval.By.UserId} approved alone what {proposal.Requester.UserId} proposed: {proposal.Plan.Summary} Skipped: {Skipped(proposal)}. "
            + $"Incident {approval.BreakGlass!.IncidentId}. Reason: {approval.BreakGlass.Reason.TrimEnd('.')}. Plan {proposal.PlanHash.Short}. "
            + $"If you do not know of it, speak to them at once. An administrator other than these two reviews it in the console, {ProposalId.ConsolePath(proposal.Id.Value)}.");
    }

    internal static IReadOnlyList<string> GroupsOf(Proposal proposal) =>
        [.. (proposal.Risk?.Approvers ?? []).SelectMany(a => a.Groups.Keys).Distinct().Order(StringComparer.Ordinal)];
}
