namespace OpsAgent.Core.Approvals.Ledger;

/// <param name="Proposals">Those that could be read, oldest first.</param>
/// <param name="Next">After which place to go on; null at the end of the list.</param>
/// <param name="Unreadable">How many were passed over: damaged, or written by a newer version.</param>
public sealed record ProposalPage(IReadOnlyList<Proposal> Proposals, ProposalCursor? Next, int Unreadable);
