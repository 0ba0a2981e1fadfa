namespace OpsAgent.Core.Approvals.Ledger;

/// <param name="Proposals">Those that could be read, newest first.</param>
/// <param name="Unreadable">How many were passed over: damaged, or written by a newer version.</param>
public sealed record ProposalList(IReadOnlyList<Proposal> Proposals, int Unreadable);
