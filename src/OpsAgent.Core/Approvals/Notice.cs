namespace OpsAgent.Core.Approvals;

/// <param name="Kind">What it says and to whom.</param>
/// <param name="Subject">The id of the proposal or incident.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Proposal">The proposal, or null.</param>
public sealed record Notice(NoticeKind Kind, string Subject, string Text, ProposalId? Proposal = null)
{
    public Notice(NoticeKind kind, ProposalId proposal, string text)
        : this(kind, proposal.Value, text, proposal)
    {
    }
}
