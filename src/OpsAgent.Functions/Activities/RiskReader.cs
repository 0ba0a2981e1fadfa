using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>Assesses the risk of a proposal now: before people are asked, and again before the change is made.</summary>
public sealed class RiskReader(AgentOptions options, AwsReaders readers, ITargetHistory histories, TimeProvider time)
{
    /// <param name="target">The target as it is now.</param>
    /// <returns>The risk, and the target with what was read to assess it.</returns>
    public async Task<(RiskAssessment Risk, TargetState Target)> AssessAsync(ProposalContext context, TargetState target, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var proposal = context.Proposal;
        var assessed = await context.Operation.WithRiskFactsAsync(target, readers, cancellationToken);
        var history = await histories.FindLastAsync(proposal.Plan.Target.Arn, proposal.Plan.Operation, cancellationToken);
        if (history.Unreadable > 0)
        {
            log.LogError($"ERROR risk of {proposal.Id}: {history.Unreadable} stored records of its target cannot be read; they raise the risk.");
        }

        // Its own execution is no earlier change.
        var earlier = history.Last?.Proposal == proposal.Id ? history with { Last = null } : history;
        return (options.RiskPolicy.Assess(context.Operation, context.Arguments, assessed, earlier, time.GetUtcNow()), assessed);
    }
}
