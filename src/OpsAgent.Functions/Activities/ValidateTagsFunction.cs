using Amazon.Lambda.Core;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;

namespace OpsAgent.Functions.Activities;

/// <summary>The first step: may OpsAgent change this target at all, in the state it is in?</summary>
public sealed class ValidateTagsFunction(AgentSettings settings, CaseFile cases, Cloud cloud)
{
    public async Task<ValidateTagsResult> HandleAsync(StepInput input, ILambdaContext context)
    {
        var file = await cases.OpenAsync(input.ProposalId, CancellationToken.None);
        if (!(await file.FindTargetAsync(cloud, CancellationToken.None)).Succeeded(out var target, out var refusal))
        {
            await RejectAsync(file, refusal);
            throw new TargetNotFound(refusal.Message);
        }

        if (Refuses(settings, file, target) is { } rule)
        {
            await RejectAsync(file, rule);
            throw new GuardrailRejected(rule.Message);
        }

        return new ValidateTagsResult(target.Target, target.Tags);
    }

    /// <summary>Every guardrail that is checked before anybody is asked and again before anything is done.</summary>
    internal static Refusal? Refuses(AgentSettings settings, Case file, TargetState target) =>
        OtherMode(settings, file.Proposal)
        ?? settings.TagPolicy.Check(file.Operation, target)
        ?? file.Operation.Obstacle(file.Arguments, target)
        ?? Drift.Between(file.Proposal.Plan, file.Operation.Plan(file.Arguments, target));

    // In another mode other people may have been allowed to decide, and on another change.
    private static Refusal? OtherMode(AgentSettings settings, Proposal proposal) => proposal.Mode == settings.Mode
        ? null
        : new Refusal(
            ErrorCode.PolicyDenied,
            $"This was proposed in {WireName.Of(proposal.Mode)}, and OpsAgent now runs in {WireName.Of(settings.Mode)}. Nothing was changed; propose it again.");

    private Task<Transition> RejectAsync(Case file, Refusal refusal) =>
        cases.ApplyAsync(file.Proposal, new ProposalCommand.Reject(refusal), Channel.Workflow, CancellationToken.None);
}
