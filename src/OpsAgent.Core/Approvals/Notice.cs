using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <param name="Kind">What it says and to whom.</param>
/// <param name="Subject">The id of the proposal or incident, or what was changed.</param>
/// <param name="Text">Plain text.</param>
public sealed record Notice(NoticeKind Kind, string Subject, string Text)
{
    public Notice(NoticeKind kind, Proposal proposal, string text)
        : this(kind, proposal.Id.Value, text)
    {
        Proposal = proposal.Id;
        var attributes = new Dictionary<string, string>
        {
            ["proposal_id"] = proposal.Id.Value,
            ["operation"] = proposal.Plan.Operation,
            ["status"] = WireName.Of(proposal.Status),
        };
        if (proposal.Risk is { } risk)
        {
            attributes["risk_level"] = WireName.Of(risk.Level);
        }

        Attributes = attributes;
    }

    /// <summary>The proposal, or null.</summary>
    public ProposalId? Proposal { get; }

    /// <summary>By what receivers may choose, beside the kind: names in snake case, and no value that somebody wrote.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
