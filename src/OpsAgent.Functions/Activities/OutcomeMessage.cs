using OpsAgent.Core.Approvals;

namespace OpsAgent.Functions.Activities;

/// <summary>The state of a proposal in a sentence for people.</summary>
internal static class OutcomeMessage
{
    public static string Of(Proposal proposal) => BreakGlassText.Of(proposal) is { } broken ? $"{StateOf(proposal)} {broken}" : StateOf(proposal);

    private static string StateOf(Proposal proposal) => proposal.Status switch
    {
        ProposalStatus.Submitted => $"{proposal.Plan.Summary} Being validated.",
        ProposalStatus.Pending => $"{proposal.Plan.Summary} Waits for approval ({proposal.Approvals.Length} of {proposal.ApprovalsNeeded}).",
        ProposalStatus.Approved => $"{proposal.Plan.Summary} Approved; about to be executed.",
        ProposalStatus.Executing when proposal.Execution is null => proposal.Claim is { Unconfirmed: { } unconfirmed }
            ? $"{proposal.Plan.Summary} Approved, but AWS gave no clear answer ({unconfirmed.Message.TrimEnd('.')}); the target is read back to find out."
            : $"{proposal.Plan.Summary} Approved; being executed.",
        ProposalStatus.Executing when proposal.Reversal is not null => $"{proposal.Plan.Summary} {Reversed(proposal)}",
        ProposalStatus.Executing or ProposalStatus.Completed when proposal.Execution is { Status: ExecutionStatus.WouldExecute } =>
            $"{proposal.Plan.Summary} DRY_RUN: approved, and AWS would have accepted it. Nothing was changed.",
        ProposalStatus.Executing when proposal.Execution is { Status: ExecutionStatus.Failed } => Failed(proposal),
        ProposalStatus.Executing when proposal.Execution is { Status: ExecutionStatus.Unknown } => Unknown(proposal),
        ProposalStatus.Executing => $"{proposal.Plan.Summary} Executed; {proposal.Verification?.Summary ?? "verification has not looked yet"}.",
        ProposalStatus.Completed => $"{proposal.Plan.Summary} Done and verified: {proposal.Verification?.Summary}.{(proposal.Effects is [.., var effect] ? $" {effect.Summary}" : string.Empty)}",
        ProposalStatus.Failed when proposal.Reversal is not null => $"{proposal.Plan.Summary} {Reversed(proposal)}",
        ProposalStatus.Failed when proposal.Execution is { Status: ExecutionStatus.Executed } =>
            $"{proposal.Plan.Summary} Executed, but its effect was not seen: {proposal.Verification?.Summary ?? "verification never succeeded"}.",
        ProposalStatus.Failed => Failed(proposal),
        ProposalStatus.Unknown => Unknown(proposal),
        ProposalStatus.Rejected => $"{proposal.Plan.Summary} Rejected, nothing was changed: {proposal.Refusal?.Message}",
        _ => $"{proposal.Plan.Summary} {proposal.Status}, nothing was changed: {proposal.Closure?.Reason}",
    };

    /// <returns>The same as the requester is told it at the end: with what they may do then.</returns>
    public static string ToRequester(Proposal proposal) => proposal.Status is ProposalStatus.Expired
        ? $"{Of(proposal)} If it is still needed, propose it again in one step at the console, {ProposalId.ConsolePath(proposal.Id.Value)}, or with POST /operations/propose_again: the same plan is proposed, and another one is shown first."
        : Of(proposal);

    private static string Failed(Proposal proposal) =>
        $"{proposal.Plan.Summary} Failed: {proposal.Execution?.Problem?.Message ?? proposal.Refusal?.Message ?? "AWS did nothing."}";

    private static string Unknown(Proposal proposal) =>
        $"{proposal.Plan.Summary} Outcome unknown: {proposal.Execution?.Problem?.Message ?? "the attempt ended without a result and is not repeated."}";

    private static string Reversed(Proposal proposal)
    {
        var reversal = proposal.Reversal!;
        var executed = $"Executed, but it did not settle ({proposal.Verification?.Summary ?? "verification never succeeded"})";
        return reversal.Status switch
        {
            ReversalStatus.Reverted => $"{executed}; {reversal.Summary}.",
            ReversalStatus.Failed => $"{executed}; it was to be {reversal.Summary}, which failed: {reversal.Problem?.Message}",
            _ => $"{executed}; to be {reversal.Summary}, of which there is no result yet.",
        };
    }
}
