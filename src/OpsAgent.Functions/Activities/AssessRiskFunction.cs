using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// Stores the risk level, its reasons, how many people must approve, and the plan's notes. What is read for that may also
/// show that the change cannot be made: then nobody is asked.
/// </summary>
public sealed class AssessRiskFunction(ProposalContextLoader contexts, RiskReader risks, AwsReaders readers)
{
    public async Task<AssessRiskResult> HandleAsync(StepInput input, ILambdaContext lambdaContext, CancellationToken cancellationToken)
    {
        var context = await contexts.LoadSubmittedAsync(input, FunctionNames.AssessRisk, cancellationToken);
        if (!(await context.FindTargetAsync(readers, cancellationToken)).Succeeded(out var target, out var refusal))
        {
            await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Reject(refusal), RequestSource.Workflow, cancellationToken);
            throw new TargetNotFound(refusal.Message);
        }

        var (risk, assessed) = await risks.AssessAsync(context, target, lambdaContext.Logger, cancellationToken);
        if (context.Operation.ValidateTarget(context.Arguments, assessed) is { } denied)
        {
            await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Reject(denied), RequestSource.Workflow, cancellationToken);
            throw new GuardrailRejected(denied.Message);
        }

        var notes = context.Operation.Plan(context.Arguments, assessed).Notes;
        await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Assess(risk) { Notes = notes }, RequestSource.Workflow, cancellationToken);
        return new AssessRiskResult(risk.Level, risk.Reasons, risk.ApprovalsNeeded);
    }
}
