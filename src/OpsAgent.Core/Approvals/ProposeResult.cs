namespace OpsAgent.Core.Approvals;

/// <param name="Proposal">The current proposal.</param>
/// <param name="Token">For the requester only, answered once; null when the proposal can no longer be decided.</param>
public sealed record ProposeResult(Proposal Proposal, ApprovalToken? Token);
