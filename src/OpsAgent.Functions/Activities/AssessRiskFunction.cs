using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>Stores the risk level, its reasons and how many people must approve.</summary>
public sealed class AssessRiskFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers, IProposalIndex index, TimeProvider time)
{
    /// <summary>How many earlier proposals for the target are looked at.</summary>
    private const int MaxEarlier = 20;

    public async Task<AssessRiskResult> HandleAsync(StepInput input, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadAsync(input.ProposalId, cancellationToken);
        if (!(await context.FindTargetAsync(readers, cancellationToken)).Succeeded(out var target, out var refusal))
        {
            await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Reject(refusal), RequestSource.Workflow, cancellationToken);
            throw new TargetNotFound(refusal.Message);
        }

        var assessed = await context.Operation.WithRiskFactsAsync(target, readers, cancellationToken);
        var risk = await AssessAsync(context, assessed, lambdaContext.Logger, cancellationToken);
        await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Assess(risk), RequestSource.Workflow, cancellationToken);
        return new AssessRiskResult(risk.Level, risk.Reasons, risk.ApprovalsNeeded);
    }

    private async Task<RiskAssessment> AssessAsync(ProposalContext context, TargetState target, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var proposal = context.Proposal;
        var earlier = await index.ListByTargetAsync(proposal.Plan.Target.Arn, MaxEarlier, cancellationToken);
        if (earlier.Unreadable > 0)
        {
            log.LogError($"ERROR risk of {proposal.Id}: {earlier.Unreadable} stored proposals for its target cannot be read; they raise the risk.");
        }

        var last = earlier.Proposals
            .Where(p => p.Id != proposal.Id && p.Plan.Operation == proposal.Plan.Operation && p.Execution is { Status: ExecutionStatus.Executed })
            .MaxBy(p => p.Execution!.At);
        TimeSpan? lastSameChange = last is null ? null : time.GetUtcNow() - last.Execution!.At;
        return options.RiskPolicy.Assess(context.Operation, context.Arguments, target, lastSameChange, earlier.Unreadable);
    }
}
