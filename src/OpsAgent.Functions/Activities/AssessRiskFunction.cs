using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>Stores the risk level, its reasons and how many people must approve.</summary>
public sealed class AssessRiskFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers, ITargetHistory histories, TimeProvider time)
{
    public async Task<AssessRiskResult> HandleAsync(StepInput input, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadSubmittedAsync(input, FunctionNames.AssessRisk, cancellationToken);
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
        var history = await histories.FindLastAsync(proposal.Plan.Target.Arn, proposal.Plan.Operation, cancellationToken);
        if (history.Unreadable > 0)
        {
            log.LogError($"ERROR risk of {proposal.Id}: {history.Unreadable} stored records of its target cannot be read; they raise the risk.");
        }

        // A retried step is no earlier change of its own proposal.
        var earlier = history.Last?.Proposal == proposal.Id ? history with { Last = null } : history;
        return options.RiskPolicy.Assess(context.Operation, context.Arguments, target, earlier, time.GetUtcNow());
    }
}
