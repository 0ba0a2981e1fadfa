namespace OpsAgent.Core.Approvals;

/// <param name="Kind">Whom it concerns.</param>
/// <param name="Proposal">What it is about.</param>
/// <param name="Text">The message in plain words.</param>
public sealed record Notice(NoticeKind Kind, ProposalId Proposal, string Text);
