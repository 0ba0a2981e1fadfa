using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>How a decision names its proposal; closed.</summary>
public abstract record ProposalReference
{
    private ProposalReference()
    {
    }

    /// <summary>By the approval token, which the requester gave to the approver.</summary>
    public sealed record ByToken(ApprovalToken Token) : ProposalReference;

    /// <summary>By id and plan hash, which are no secrets: requires a verified identity.</summary>
    public sealed record ById(ProposalId Id, string PlanHash) : ProposalReference;

    public static Refusal Invalid { get; } = new(
        ErrorCode.ApprovalTokenInvalid,
        "This approval token is not valid: it may be mistyped, or replaced by a newer one. Ask the requester for the token of their latest answer.");
}
