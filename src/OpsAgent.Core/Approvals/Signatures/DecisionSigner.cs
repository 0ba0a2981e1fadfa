using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Approvals.Signatures;

/// <summary>Makes the signed statements. The authority to change AWS is theirs; a proposal's record only follows.</summary>
public sealed class DecisionSigner(AgentOptions options, ISigningKey key, IDecisions decisions, IStateMachine stateMachine)
{
    /// <exception cref="AwsException">The key cannot be used.</exception>
    public Task<SignedDecision> SignSubmissionAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        var scope = DecisionScope.Of(options, stateMachine.ExecutionArnOf(proposal));
        var submission = new SubmissionSignature(
            SubmissionSignature.Format, proposal.Id, proposal.PlanHash, proposal.Requester, scope.Mode, scope.Environment, scope.Account, scope.Region, proposal.CreatedAt);
        return SignAsync(proposal.Id, SignedDecision.Submission, submission, CoreJson.Default.SubmissionSignature, cancellationToken);
    }

    /// <param name="kind"><see cref="SignedDecision.Adoption"/>, <see cref="SignedDecision.BreakGlass"/> or null for an ordinary approval.</param>
    /// <param name="statement">What is stated with a break-glass approval, else null.</param>
    /// <returns>The signed decision; or why there is nothing that could be approved.</returns>
    /// <exception cref="AwsException">The key cannot be used, or the submission not be read.</exception>
    public async Task<Outcome<SignedDecision>> SignApprovalAsync(
        Proposal proposal, Person by, Authority authority, string? kind, BreakGlassStatement? statement, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var submission = (await decisions.ReadAsync(proposal.Id, cancellationToken)).FirstOrDefault(d => d.Kind == SignedDecision.Submission);
        if (submission is null)
        {
            return new Refusal(ErrorCode.PlanChanged, "This proposal was not signed when it was made, or by an earlier version. Nothing can be executed by it; propose the change again.");
        }

        // The person looks at the record, and what is signed is the submission.
        if (!StoredJson.TryRead(submission.Body, StoredJson.Core.SubmissionSignature, out var signed) || signed.PlanHash != proposal.PlanHash || signed.PlanHash != proposal.Plan.Hash())
        {
            return new Refusal(ErrorCode.PlanChanged, "The stored plan is not the one that was proposed. Do not approve it; tell an administrator, and propose the change again.");
        }

        kind ??= SignedDecision.ApprovalPrefix + by.UserId.Value;
        var approval = new ApprovalSignature(
            SubmissionSignature.Format, proposal.Id, kind, CanonicalJson.Hash(submission.Body), by, at, authority.Versions) { BreakGlass = statement };
        return await SignAsync(proposal.Id, kind, approval, CoreJson.Default.ApprovalSignature, cancellationToken);
    }

    private async Task<SignedDecision> SignAsync<T>(ProposalId proposal, string kind, T statement, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = CanonicalJson.Text(JsonSerializer.SerializeToElement(statement, type));
        var signature = await key.SignAsync(Encoding.UTF8.GetBytes(body), cancellationToken);
        return new SignedDecision(proposal, kind, body, Convert.ToBase64String(signature));
    }
}
