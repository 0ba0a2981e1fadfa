using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Functions.Activities;

/// <summary>The difference between the plan that people decide on and the plan that would be carried out now.</summary>
internal static class PlanDrift
{
    public static Refusal? Check(ChangePlan proposed, ChangePlan current) => current.Hash() == proposed.Hash()
        ? null
        : new Refusal(
            ErrorCode.PlanChanged,
            $"{proposed.Target.Display()} changed since this was proposed, so the plan is not the one that was shown. Nothing was changed; look again and propose again.",
            new JsonObject
            {
                ["proposed"] = Effect(proposed),
                ["now"] = Effect(current),
            }.ToElement());

    private static JsonObject Effect(ChangePlan plan) => new()
    {
        ["target"] = plan.Target.Arn,
        ["before"] = ChangePlan.Members(plan.Before),
        ["after"] = ChangePlan.Members(plan.After),
    };
}
