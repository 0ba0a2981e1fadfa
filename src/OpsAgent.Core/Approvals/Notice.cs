namespace OpsAgent.Core.Approvals;

/// <param name="Kind">Whom it concerns.</param>
/// <param name="Subject">What it is about, by its id.</param>
/// <param name="Text">The message in plain words.</param>
/// <param name="Proposal">The subject where it is a proposal, or null.</param>
public sealed record Notice(NoticeKind Kind, string Subject, string Text, ProposalId? Proposal = null)
{
    public Notice(NoticeKind kind, ProposalId proposal, string text)
        : this(kind, proposal.Value, text, proposal)
    {
    }
}
