using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>What valid signatures say about a proposal: who proposed exactly this plan here, and who approved it. Nothing of it comes from the record.</summary>
public sealed record SignedAuthority(
    SubmissionSignature Submission, IReadOnlyList<ApprovalSignature> Approvals, ApprovalSignature? Adoption, ApprovalSignature? BreakGlass = null)
{
    /// <summary>Reads the decisions of a proposal. One that does not hold spoils them all: somebody wrote where only Proposals may.</summary>
    /// <param name="publicKey">A SubjectPublicKeyInfo in DER.</param>
    /// <param name="proposal">Its id and plan say what must have been signed.</param>
    /// <returns>The authority, or in a sentence what is wrong.</returns>
    public static (SignedAuthority? Authority, string? Problem) Read(IReadOnlyList<SignedDecision> decisions, ReadOnlySpan<byte> publicKey, Proposal proposal, DecisionScope scope)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
        }
        catch (CryptographicException)
        {
            return (null, "the public key cannot be read");
        }

        if (decisions.Where(d => d.Kind == SignedDecision.Submission).ToList() is not [var stored])
        {
            return (null, "nothing was signed when it was proposed");
        }

        if (Open(stored, key, StoredJson.Core.SubmissionSignature) is not { FormatVersion: SubmissionSignature.Format } submission)
        {
            return (null, "the signature of its submission is not valid");
        }

        if (submission.ProposalId != proposal.Id
            || submission.PlanHash != proposal.Plan.Hash()
            || new DecisionScope(submission.Mode, submission.Environment, submission.Account, submission.Region) != scope)
        {
            return (null, "what was signed is another plan, another proposal or another deployment");
        }

        var hash = CanonicalJson.Hash(stored.Body);
        var read = new List<ApprovalSignature>();
        foreach (var decision in decisions.Where(d => d != stored))
        {
            if (Open(decision, key, StoredJson.Core.ApprovalSignature) is not { FormatVersion: SubmissionSignature.Format } approval
                || approval.ProposalId != proposal.Id
                || approval.SubmissionHash != hash
                || approval.Kind != decision.Kind
                || approval.BreakGlass is null == (approval.Kind == SignedDecision.BreakGlass)
                || (approval.Kind is not (SignedDecision.Adoption or SignedDecision.BreakGlass) && approval.Kind != SignedDecision.ApprovalPrefix + approval.Person.UserId.Value))
            {
                return (null, "the signature of an approval is not valid, or not of this submission");
            }

            read.Add(approval);
        }

        var approvals = read.Where(a => a.Kind is not (SignedDecision.Adoption or SignedDecision.BreakGlass)).ToList();
        var breakGlass = read.Find(a => a.Kind == SignedDecision.BreakGlass);
        return approvals.Count == 0 && breakGlass is null
            ? (null, "no approval of it was signed")
            : (new SignedAuthority(submission, approvals, read.Find(a => a.Kind == SignedDecision.Adoption), breakGlass), null);
    }

    // A text that another form of the same JSON would have too is not what was signed.
    private static T? Open<T>(SignedDecision decision, ECDsa key, JsonTypeInfo<T> type)
        where T : class
    {
        Span<byte> signature = new byte[decision.Signature.Length];
        try
        {
            return Convert.TryFromBase64String(decision.Signature, signature, out var length)
                && key.VerifyData(Encoding.UTF8.GetBytes(decision.Body), signature[..length], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                && StoredJson.TryRead(decision.Body, type, out var statement)
                ? statement
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
