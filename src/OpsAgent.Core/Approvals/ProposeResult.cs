namespace OpsAgent.Core.Approvals;

/// <param name="Proposal">The proposal as it is now.</param>
/// <param name="Token">For the requester alone, this once; null when the proposal is past deciding.</param>
public sealed record ProposeResult(Proposal Proposal, ApprovalToken? Token);
