using Amazon.Lambda.Core;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;

namespace OpsAgent.Functions.Activities;

/// <summary>The first step: may OpsAgent change this target at all, in the state it is in?</summary>
public sealed class ValidateTagsFunction(AgentOptions options, ProposalContextLoader contexts, AwsReaders readers)
{
    public async Task<ValidateTagsResult> HandleAsync(StepInput input, ILambdaContext lambdaContext)
    {
        var context = await contexts.LoadAsync(input.ProposalId, CancellationToken.None);
        if (!(await context.FindTargetAsync(readers, CancellationToken.None)).Succeeded(out var target, out var refusal))
        {
            await RejectAsync(context, refusal);
            throw new TargetNotFound(refusal.Message);
        }

        if (Validate(options, context, target) is { } rule)
        {
            await RejectAsync(context, rule);
            throw new GuardrailRejected(rule.Message);
        }

        return new ValidateTagsResult(target.Target, target.Tags);
    }

    /// <summary>Every guardrail that is checked before anybody is asked and again before anything is done.</summary>
    internal static Refusal? Validate(AgentOptions options, ProposalContext context, TargetState target) =>
        OtherMode(options, context.Proposal)
        ?? options.TagPolicy.Check(context.Operation, target)
        ?? context.Operation.ValidateTarget(context.Arguments, target)
        ?? PlanDrift.Check(context.Proposal.Plan, context.Operation.Plan(context.Arguments, target));

    // In another mode other people may have been allowed to decide, and on another change.
    private static Refusal? OtherMode(AgentOptions options, Proposal proposal) => proposal.Mode == options.Mode
        ? null
        : new Refusal(
            ErrorCode.PolicyDenied,
            $"This was proposed in {WireName.Of(proposal.Mode)}, and OpsAgent now runs in {WireName.Of(options.Mode)}. Nothing was changed; propose it again.");

    private Task<Transition> RejectAsync(ProposalContext context, Refusal refusal) =>
        contexts.ApplyAsync(context.Proposal, new ProposalCommand.Reject(refusal), RequestSource.Workflow, CancellationToken.None);
}
