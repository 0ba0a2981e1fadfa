using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals;

/// <summary>How somebody names the proposal they decide on; closed.</summary>
public abstract record ProposalReference
{
    private ProposalReference()
    {
    }

    /// <summary>By the secret that the requester handed over.</summary>
    public sealed record ByToken(ApprovalToken Token) : ProposalReference;

    /// <summary>By what the screen shows; takes a verified identity.</summary>
    public sealed record ById(ProposalId Id, string PlanHash) : ProposalReference;

    public static Refusal Invalid { get; } = new(
        ErrorCode.ApprovalTokenInvalid,
        "This approval token is not valid: it may be mistyped, or replaced by a newer one. Ask the requester for the token of their latest answer.");
}
