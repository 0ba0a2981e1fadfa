using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>Reads, right before a change or its reversal, whether signed approvals allow it: signatures, roles, people and risk as they are now.</summary>
public sealed class SignedApprovalReader(
    AgentOptions options, IDecisions decisions, IVerificationKey key, RoleDirectory roles, IStateMachine stateMachine, RiskReader risks, TimeProvider time)
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

        var (risk, _) = await risks.AssessAsync(context, target, log, cancellationToken);
        return _check.Check(signed, authority, risk, proposal.ApprovalsNeeded, time.GetUtcNow()).Succeeded(out var at, out var refusal)
            ? new SignedApproval(at, null, null)
            : new SignedApproval(null, refusal, null);
    }
}

/// <param name="At">When the last approval that counts was signed, or null.</param>
/// <param name="Refusal">Why the change may not be made, or null.</param>
/// <param name="SignatureProblem">What is wrong with the signatures; null where they hold.</param>
public sealed record SignedApproval(DateTimeOffset? At, Refusal? Refusal, string? SignatureProblem);
