using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Guardrails;

/// <summary>A proposal to scale the service <c>web</c> from 3 to 6 tasks, checked against the service as it is now.</summary>
public sealed class GuardrailCheckTests
{
    private static readonly ScaleEcsService Scale = new();

    private static readonly Arguments ToSix = new(new JsonObject
    {
        ["cluster"] = "production",
        ["service"] = "web",
        ["desired_count"] = 6,
        ["reason"] = "The queue grows since 08:50.",
        ["on_failure"] = "revert",
    }.ToElement());

    private readonly GuardrailCheck _guardrails = new(Options(ExecutionMode.LocalMock));

    [Fact]
    public async Task Check_TheTargetIsAsProposed_RefusesNothing() => Assert.Null(await CheckAsync(SampleServices.Web));

    [Fact]
    public async Task Check_AnotherModeThanProposed_IsDeniedWithBothModes()
    {
        var refusal = new GuardrailCheck(Options(ExecutionMode.SandboxLive)).Check(await ProposalAsync(), Scale, ToSix, await TargetAsync(SampleServices.Web));

        Assert.Equal(
            (ErrorCode.PolicyDenied, "This was proposed in LOCAL_MOCK, and OpsAgent now runs in SANDBOX_LIVE. Nothing was changed; propose it again."),
            (refusal!.Code, refusal.Message));
    }

    [Fact]
    public async Task Check_ARequiredTagIsGone_FailsTagValidation() =>
        Assert.Equal(ErrorCode.TagValidationFailed, (await CheckAsync(SampleServices.Web.WithTag("OpsAgentManaged", "false")))!.Code);

    [Fact]
    public async Task Check_TheStateDoesNotAllowIt_AnswersTheOperationsOwnRefusal()
    {
        var draining = SampleServices.Web with { Status = "DRAINING" };

        Assert.Equal(Scale.ValidateTarget(ToSix, await TargetAsync(draining))!.Message, (await CheckAsync(draining))!.Message);
    }

    [Fact]
    public async Task Check_TheCountChangedSinceTheProposal_IsPlanChangedWithBothPlans()
    {
        var refusal = await CheckAsync(SampleServices.WebAt(4));

        Assert.Equal(
            (ErrorCode.PlanChanged, "production/web changed since this was proposed, so the plan is not the one that was shown. Nothing was changed; look again and propose again."),
            (refusal!.Code, refusal.Message));
        Assert.Equal(("3", "4"), (CountBefore(refusal, "proposed"), CountBefore(refusal, "now")));
        Assert.All(["proposed", "now"], plan =>
        {
            var effect = refusal.Details!.Value.GetProperty(plan);
            Assert.Equal(["target", "before", "after"], effect.EnumerateObject().Select(m => m.Name));
            Assert.Equal((SampleServices.Web.Arn, "6"), (effect.GetProperty("target").GetString(), effect.GetProperty("after").GetProperty("desired_count").GetString()));
        });
    }

    [Fact]
    public async Task Check_ModeTagStateAndPlanAllRefuse_AnswersInThisOrder()
    {
        var changed = SampleServices.WebAt(4);
        var draining = changed with { Status = "DRAINING" };
        var untagged = draining.WithTag("OpsAgentManaged", "false");
        var inAnotherMode = new GuardrailCheck(Options(ExecutionMode.DryRun)).Check(await ProposalAsync(), Scale, ToSix, await TargetAsync(untagged));

        Assert.StartsWith("This was proposed in LOCAL_MOCK", inAnotherMode!.Message, StringComparison.Ordinal);
        Assert.Equal(
            [ErrorCode.TagValidationFailed, ErrorCode.PolicyDenied, ErrorCode.PlanChanged],
            [(await CheckAsync(untagged))!.Code, (await CheckAsync(draining))!.Code, (await CheckAsync(changed))!.Code]);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(3)]
    public async Task CheckReversal_ThePlannedOrTheFormerCount_RefusesNothing(int count) => Assert.Null(await CheckReversalAsync(SampleServices.WebAt(count)));

    [Fact]
    public async Task CheckReversal_SomebodySetAnotherCount_LeavesItAsItIs()
    {
        var refusal = await CheckReversalAsync(SampleServices.WebAt(5));

        Assert.Equal(ErrorCode.PlanChanged, refusal!.Code);
        Assert.EndsWith("was changed by somebody else meanwhile, so it is left as it is.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckReversal_ARequiredTagIsGone_FailsTagValidation() =>
        Assert.Equal(ErrorCode.TagValidationFailed, (await CheckReversalAsync(SampleServices.WebAt(6).WithTag("Environment", "staging")))!.Code);

    private static AgentOptions Options(ExecutionMode mode) => new() { Mode = mode, Environment = "production", TagPolicy = TagPolicy.Standard("production") };

    private async Task<Refusal?> CheckAsync(EcsService service) => _guardrails.Check(await ProposalAsync(), Scale, ToSix, await TargetAsync(service));

    private async Task<Refusal?> CheckReversalAsync(EcsService service) => _guardrails.CheckReversal(await ProposalAsync(), Scale, await TargetAsync(service));

    private static async Task<Proposal> ProposalAsync()
    {
        var plan = Scale.Plan(ToSix, await TargetAsync(SampleServices.Web));
        return Proposals.New() with { Plan = plan, PlanHash = plan.Hash() };
    }

    private static async Task<TargetState> TargetAsync(EcsService service)
    {
        var services = new FakeEcsServices();
        services.Put(service);
        var readers = new AwsReaders(new FakeInstances(), new FakeMetrics(), new FakeTargetHealth(), new FakeCloudTrailEvents(), services, new FakeServiceScaling(), new FakeTaskDefinitions());
        return (await Scale.FindTargetAsync(ToSix, readers, Test.Stop))!;
    }

    private static string? CountBefore(Refusal refusal, string plan) =>
        refusal.Details!.Value.GetProperty(plan).GetProperty("before").GetProperty("desired_count").ToString();
}
