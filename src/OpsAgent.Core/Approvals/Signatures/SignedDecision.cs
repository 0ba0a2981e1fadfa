namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>A signed statement as it is stored: put once, never changed.</summary>
/// <param name="Kind"><c>submission</c>, <c>adoption</c>, <c>break_glass</c> or <c>approval#person</c>: one of each for a proposal.</param>
/// <param name="Body">The signed text, RFC 8785 JSON.</param>
/// <param name="Signature">ECDSA P-256 over the SHA-256 of the body in UTF-8; DER in base64.</param>
public sealed record SignedDecision(ProposalId Proposal, string Kind, string Body, string Signature)
{
    public const string Submission = "submission";
    public const string Adoption = "adoption";
    public const string BreakGlass = "break_glass";
    public const string ApprovalPrefix = "approval#";
}
