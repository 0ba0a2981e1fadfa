using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>Reads, right before a change or its reversal, whether policy and signed approvals allow it: signatures, roles, people, policy and risk as they are now.</summary>
public sealed class SignedApprovalReader(
    AgentOptions options, IDecisions decisions, IVerificationKey key, RoleDirectory roles, IStateMachine stateMachine, RiskReader risks, PolicyCheck policies, AwsReaders readers, TimeProvider time)
{
    private readonly AuthorityCheck _check = new(options);

    /// <param name="target">The target as it is now.</param>
    /// <returns>When the last approval that counts was signed; or why the change may not be made.</returns>
    /// <exception cref="AwsException">Key, decisions or roles cannot be read.</exception>
    public async Task<SignedApproval> ReadAsync(ProposalContext context, TargetState target, bool isReversal, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var proposal = context.Proposal;
        var stored = await decisions.ReadAsync(proposal.Id, cancellationToken);
        var publicKey = await key.ReadPublicKeyAsync(cancellationToken);
        var (signed, problem) = SignedAuthority.Read(stored, publicKey, proposal, DecisionScope.Of(options, stateMachine.ExecutionArnOf(proposal)));
        if (signed is null)
        {
            return new SignedApproval(
                null,
                new Refusal(ErrorCode.PolicyDenied, $"The approval of this change is not signed as it must be: {problem}. Nothing was changed. Tell an administrator, and propose it again."),
                problem);
        }

        var authority = await roles.ReadAsync(fresh: true, cancellationToken);
        if (isReversal)
        {
            return new SignedApproval(null, _check.CheckReversal(signed, authority), null);
        }

        if (!(await policies.ReadAsync(fresh: true, cancellationToken)).Succeeded(out var policy, out var broken))
        {
            return new SignedApproval(null, broken, null);
        }

        var (risk, _) = await risks.AssessAsync(context, target, log, cancellationToken);
        var facts = PolicyCheck.FactsOf(proposal, target.Tags, time.GetUtcNow()) with
        {
            // The record only follows: who asked is what was signed.
            Requester = signed.Submission.Requester.UserId,
            Risk = risk.Level,
            Count = context.Operation.CountOf(context.Operation.Plan(context.Arguments, target)),
        };
        var answer = await policies.CheckAsync(policy, facts, authority, (tag, stop) => context.Operation.CountPeersAsync(target, tag, readers, stop), cancellationToken);
        if (answer.Denied is { } denied)
        {
            return new SignedApproval(null, denied, null) { Policy = answer };
        }

        return _check.Check(signed, authority, answer.Verdict.Raise(risk), proposal.ApprovalsNeeded, time.GetUtcNow()).Succeeded(out var at, out var refusal)
            ? new SignedApproval(at, null, null) { Policy = answer }
            : new SignedApproval(null, refusal, null) { Policy = answer };
    }
}

/// <param name="At">When the last approval that counts was signed, or null.</param>
/// <param name="Refusal">Why the change may not be made, or null.</param>
/// <param name="SignatureProblem">What is wrong with the signatures; null where they hold.</param>
public sealed record SignedApproval(DateTimeOffset? At, Refusal? Refusal, string? SignatureProblem)
{
    /// <summary>What the policy says; null where it was not asked.</summary>
    public PolicyAnswer? Policy { get; init; }
}
