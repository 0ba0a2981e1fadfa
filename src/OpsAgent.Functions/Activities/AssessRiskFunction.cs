using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Functions.Activities;

/// <summary>
/// Stores the risk level, its reasons, how many people must approve, and the plan's notes. What is read for that may also
/// show that the change cannot be made, and the policy may refuse it: then nobody is asked.
/// </summary>
public sealed class AssessRiskFunction(ProposalContextLoader contexts, RiskReader risks, PolicyCheck policies, RoleDirectory roles, AwsReaders readers, TimeProvider time)
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
        if (context.Operation.ValidateTarget(context.Arguments, assessed) is { } refused)
        {
            throw await RejectAsync(context, refused, null, cancellationToken);
        }

        if (!(await policies.ReadAsync(fresh: true, cancellationToken)).Succeeded(out var policy, out var broken))
        {
            throw await RejectAsync(context, broken, null, cancellationToken);
        }

        var answer = await AskAsync(policy, context, assessed, risk.Level, cancellationToken);
        if (answer.Denied is { } denied)
        {
            throw await RejectAsync(context, denied, answer.ToRecord(), cancellationToken);
        }

        var raised = answer.Verdict.Raise(risk);
        var notes = context.Operation.Plan(context.Arguments, await context.Operation.WithPlanNotesAsync(assessed, readers, cancellationToken)).Notes;
        await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Assess(raised) { Notes = notes, Policy = answer.ToRecord() }, RequestSource.Workflow, cancellationToken);
        return new AssessRiskResult(raised.Level, raised.Reasons, raised.ApprovalsNeeded);
    }

    private async Task<PolicyAnswer> AskAsync(WritePolicy policy, ProposalContext context, TargetState target, RiskLevel risk, CancellationToken cancellationToken)
    {
        var authority = PolicyCheck.AsksWhoIsWho(policy) ? await roles.ReadAsync(fresh: true, cancellationToken) : Authority.None;
        var facts = PolicyCheck.FactsOf(context.Proposal, target.Tags, time.GetUtcNow()) with { Risk = risk, Count = context.Operation.CountOf(context.Proposal.Plan) };
        return await policies.CheckAsync(policy, facts, authority, (tag, stop) => context.Operation.CountPeersAsync(target, tag, readers, stop), cancellationToken);
    }

    private async Task<GuardrailRejected> RejectAsync(ProposalContext context, Refusal refusal, PolicyRecord? policy, CancellationToken cancellationToken)
    {
        await contexts.ApplyAsync(context.Proposal, new ProposalCommand.Reject(refusal) { Policy = policy }, RequestSource.Workflow, cancellationToken);
        return new GuardrailRejected(refusal.Message);
    }
}
