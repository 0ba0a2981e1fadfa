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

/// <summary>How risky, why, and how many people must say yes.</summary>
public sealed class AssessRiskFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers, IProposalIndex index, TimeProvider time)
{
    private const int LooksBack = 20;

    public async Task<AssessRiskResult> HandleAsync(StepInput input, ILambdaContext lambdaContext)
    {
        var context = await contexts.LoadAsync(input.ProposalId, CancellationToken.None);
        if (!(await context.FindTargetAsync(readers, CancellationToken.None)).Succeeded(out var target, out var refusal))
        {
            await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Reject(refusal), RequestSource.Workflow, CancellationToken.None);
            throw new TargetNotFound(refusal.Message);
        }

        var weighed = await context.Operation.WithRiskFactsAsync(target, readers, CancellationToken.None);
        var risk = await AssessAsync(context, weighed, lambdaContext);
        await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Assess(risk), RequestSource.Workflow, CancellationToken.None);
        return new AssessRiskResult(risk.Level, risk.Reasons, risk.ApprovalsNeeded);
    }

    private async Task<RiskAssessment> AssessAsync(ProposalContext context, TargetState target, ILambdaContext lambdaContext)
    {
        var proposal = context.Proposal;
        var earlier = await index.ListByTargetAsync(proposal.Plan.Target.Arn, LooksBack, CancellationToken.None);
        if (earlier.Unreadable > 0)
        {
            lambdaContext.Logger.LogError($"ERROR risk of {proposal.Id}: {earlier.Unreadable} stored proposals for its target cannot be read; they raise the risk.");
        }

        var last = earlier.Proposals
            .Where(p => p.Id != proposal.Id && p.Plan.Operation == proposal.Plan.Operation && p.Execution is { Status: ExecutionStatus.Executed })
            .MaxBy(p => p.Execution!.At);
        TimeSpan? lastSameChange = last is null ? null : time.GetUtcNow() - last.Execution!.At;
        return options.RiskPolicy.Assess(context.Operation, context.Arguments, target, lastSameChange, earlier.Unreadable);
    }
}
