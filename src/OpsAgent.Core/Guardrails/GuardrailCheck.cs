using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails;

/// <summary>
/// Every rule of the system's own that may refuse a write, in one place; the administrators' rules are asked by
/// <see cref="PolicyCheck"/>. Pure: it reads neither clock nor AWS, and the same target and proposal give the same answer.
/// <list type="table">
/// <listheader><term>rule</term><description>refusal</description></listheader>
/// <item><term>the deployment runs in the mode in which the change was proposed</term><description>POLICY_DENIED</description></item>
/// <item><term>the target carries the required tags</term><description>TAG_VALIDATION_FAILED</description></item>
/// <item><term>the target's state and limits allow the operation</term><description>the operation's own</description></item>
/// <item><term>the plan is still the one that people decide on</term><description>PLAN_CHANGED</description></item>
/// </list>
/// </summary>
public sealed class GuardrailCheck(AgentOptions options)
{
    /// <summary>Asked before anybody is asked to approve, and again right before the change is made.</summary>
    /// <param name="arguments">The plan's parameters, validated.</param>
    /// <param name="target">The target as it is now.</param>
    /// <returns>Null when the write may go on; else the first rule that refuses it.</returns>
    public Refusal? Check(Proposal proposal, WriteOperation operation, Arguments arguments, TargetState target) =>
        CheckMode(proposal)
        ?? CheckTarget(operation, arguments, target)
        ?? CheckDrift(proposal.Plan, operation.Plan(arguments, target) with { Format = proposal.Plan.Format });

    /// <summary>What can be said before there is a proposal.</summary>
    /// <returns>Null when the target may be changed so; else the first rule that refuses it.</returns>
    public Refusal? CheckTarget(WriteOperation operation, Arguments arguments, TargetState target) =>
        options.TagPolicy.Check(operation, target) ?? operation.ValidateTarget(arguments, target);

    /// <summary>
    /// Asked before an executed change is reverted. The plan has drifted by the change itself, so what counts is whether
    /// somebody else changed the target meanwhile. The policy is not asked: a kill switch stops changes, and this takes one back
    /// that was approved with its way back.
    /// </summary>
    /// <param name="target">The target as it is now.</param>
    /// <returns>Null when the former state may be restored.</returns>
    public Refusal? CheckReversal(Proposal proposal, WriteOperation operation, TargetState target) =>
        options.TagPolicy.Check(operation, target)
        ?? (operation.ReadBack(proposal.Plan, target) is ReadBackResult.CannotTell
            ? new Refusal(ErrorCode.PlanChanged, $"{target.Target.Display()} was changed by somebody else meanwhile, so it is left as it is.")
            : null);

    // In another mode other people may have been allowed to decide, and on another change.
    private Refusal? CheckMode(Proposal proposal) => proposal.Mode == options.Mode
        ? null
        : new Refusal(
            ErrorCode.PolicyDenied,
            $"This was proposed in {WireName.Of(proposal.Mode)}, and OpsAgent now runs in {WireName.Of(options.Mode)}. Nothing was changed; propose it again.");

    private static Refusal? CheckDrift(ChangePlan proposed, ChangePlan current) => current.Hash() == proposed.Hash()
        ? null
        : new Refusal(
            ErrorCode.PlanChanged,
            $"{proposed.Target.Display()} changed since this was proposed, so the plan is not the one that was shown. Nothing was changed; look again and propose again.",
            new JsonObject
            {
                ["proposed"] = EffectOf(proposed),
                ["now"] = EffectOf(current),
            }.ToElement());

    private static JsonObject EffectOf(ChangePlan plan) => new()
    {
        ["target"] = plan.Target.Arn,
        ["before"] = ChangePlan.Members(plan.Before),
        ["after"] = ChangePlan.Members(plan.After),
    };
}
