using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>Proposals to scale <see cref="SampleServices.Web"/> from three to six tasks.</summary>
internal static class Scaling
{
    public static JsonObject Parameters(string onFailure = "keep") => new()
    {
        ["cluster"] = "production",
        ["service"] = "web",
        ["desired_count"] = 6,
        ["reason"] = "The queue grows since 08:50.",
        ["on_failure"] = onFailure,
    };

    /// <summary>The request that proposes it.</summary>
    public static JsonObject Request(string onFailure = "keep")
    {
        var parameters = Parameters(onFailure);
        parameters["action"] = "scale_ecs_service";
        return Events.Post("/operations/propose", Events.Envelope("propose_action", parameters, Users.Engineer));
    }

    public static ChangePlan Plan(string onFailure = "keep")
    {
        var scale = new ScaleEcsService();
        return scale.Plan(new Arguments(Parameters(onFailure).ToElement()), scale.StateOf(new ScaleEcsServiceTarget(SampleServices.Web)));
    }

    public static Proposal Approved(ChangePlan plan) => Proposals.In(ProposalStatus.Approved) with { Plan = plan, PlanHash = plan.Hash() };

    /// <summary>Executed at <c>Moments.After(11)</c>, and seen not to settle.</summary>
    public static Proposal Unsettled(string onFailure) => Proposals.In(ProposalStatus.Executing) with
    {
        Plan = Plan(onFailure),
        PlanHash = Plan(onFailure).Hash(),
        Execution = new ExecutionRecord(ExecutionStatus.Executed, Moments.After(11), TimeSpan.Zero),
        Verification = new VerificationRecord(Moments.After(610), false, null, [new VerificationSignal("running count", false, "4 of 6")], "waiting: running count is 4 of 6"),
    };
}
