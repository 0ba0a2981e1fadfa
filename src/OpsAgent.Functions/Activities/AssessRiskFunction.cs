using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>How risky, why, and how many people must say yes.</summary>
public sealed class AssessRiskFunction(AgentSettings settings, CaseFile cases, Cloud cloud, IProposalIndex index, TimeProvider time)
{
    private const int LooksBack = 20;

    public async Task<AssessRiskResult> HandleAsync(StepInput input, ILambdaContext context)
    {
        var file = await cases.OpenAsync(input.ProposalId, CancellationToken.None);
        if (!(await file.FindTargetAsync(cloud, CancellationToken.None)).Succeeded(out var target, out var refusal))
        {
            await cases.ApplyAsync(file.Proposal, new ProposalCommand.Reject(refusal), Channel.Workflow, CancellationToken.None);
            throw new TargetNotFound(refusal.Message);
        }

        var weighed = await file.Operation.WithRiskFactsAsync(target, cloud, CancellationToken.None);
        var risk = settings.RiskPolicy.Assess(file.Operation, file.Arguments, weighed, await LastSameChangeAsync(file.Proposal));
        await cases.ApplyAsync(file.Proposal, new ProposalCommand.Assess(risk), Channel.Workflow, CancellationToken.None);
        return new AssessRiskResult(risk.Level, risk.Reasons, risk.ApprovalsNeeded);
    }

    private async Task<TimeSpan?> LastSameChangeAsync(Proposal proposal)
    {
        var earlier = await index.ListByTargetAsync(proposal.Plan.Target.Arn, LooksBack, CancellationToken.None);
        var last = earlier
            .Where(p => p.Id != proposal.Id && p.Plan.Operation == proposal.Plan.Operation && p.Execution is { Status: ExecutionStatus.Executed })
            .MaxBy(p => p.Execution!.At);
        return last is null ? null : time.GetUtcNow() - last.Execution!.At;
    }
}
