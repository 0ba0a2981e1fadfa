using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class AssessRiskFunctionTests
{
    private readonly Bench bench = new();
    private readonly Proposal proposal = Proposals.New(2);

    public AssessRiskFunctionTests() => bench.Store.With(proposal);

    [Fact]
    public async Task Handle_AHighCriticalityTarget_StoresAndAnswersMediumWithItsReason()
    {
        var kept = await AssessAsync();

        Assert.Equal("medium", Asl.Text(kept["level"]));
        Assert.Equal("CriticalityLevel is high.", Asl.Text(Assert.Single(kept["reasons"]!.AsArray())));
        Assert.Equal(1, kept["approvals_needed"]!.GetValue<int>());
        Assert.Equal(RiskLevel.Medium, (await bench.ReadAsync(proposal.Id)).Risk!.Level);
    }

    [Fact]
    public async Task Handle_TheSameChangeWasMadeHereRecently_RaisesTheRisk()
    {
        PutEarlier(ProposalStatus.Completed);
        bench.Time.SetUtcNow(Moments.After(11 + (20 * 60)));

        var kept = await AssessAsync();

        Assert.Equal("high", Asl.Text(kept["level"]));
        Assert.Contains(kept["reasons"]!.AsArray(), r => Asl.Text(r).Contains("20 min ago", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handle_AnyNumberOfRoundsOfProposeAndWithdrawSince_StillRaisesTheRisk()
    {
        PutEarlier(ProposalStatus.Completed);
        for (var round = 3; round < 60; round++)
        {
            bench.Store.With(Proposals.In(ProposalStatus.Withdrawn, round) with { Plan = proposal.Plan });
        }

        bench.Time.SetUtcNow(Moments.After(11 + (20 * 60)));

        Assert.Equal("high", Asl.Text((await AssessAsync())["level"]));
    }

    [Fact]
    public async Task Handle_TheSameChangeWasMadeLongAgo_LeavesTheRisk()
    {
        PutEarlier(ProposalStatus.Completed);
        bench.Time.SetUtcNow(Moments.After(11 + 3600));

        Assert.Equal("medium", Asl.Text((await AssessAsync())["level"]));
    }

    [Fact]
    public async Task Handle_AnEarlierProposalThatNeverChangedAnything_LeavesTheRisk()
    {
        PutEarlier(ProposalStatus.Denied);
        bench.Time.SetUtcNow(Moments.After(60));

        Assert.Equal("medium", Asl.Text((await AssessAsync())["level"]));
    }

    [Fact]
    public async Task Handle_ATargetThatFailsACheck_LowersTheRisk()
    {
        bench.Fleet.Put(Instances.Numbered(2) with { InstanceCheck = "impaired" });

        Assert.Equal("low", Asl.Text((await AssessAsync())["level"]));
    }

    [Fact]
    public async Task Handle_RunAgain_AnswersTheSame()
    {
        var first = await AssessAsync();

        Assert.Equal(first.ToJsonString(), (await AssessAsync()).ToJsonString());
    }

    [Fact]
    public async Task Handle_ItsOwnExecution_IsNoEarlierChange()
    {
        var done = Proposals.In(ProposalStatus.Completed, 3);
        bench.Store.With(done, Proposals.New(3));
        bench.Time.SetUtcNow(Moments.After(200));

        Assert.Equal("medium", Asl.Text((await bench.StepAsync("AssessRisk", done.Id))["level"]));
    }

    [Fact]
    public async Task Handle_ATargetThatIsGone_RejectsAndThrowsTargetNotFound()
    {
        bench.Fleet.Remove(Instances.Numbered(2).Id);

        await Assert.ThrowsAsync<TargetNotFound>(AssessAsync);

        Assert.Equal(ProposalStatus.Rejected, (await bench.ReadAsync(proposal.Id)).Status);
    }

    [Fact]
    public async Task Handle_AwsThrottles_ThrowsTransientAwsErrorAndStoresNothing()
    {
        bench.Fleet.Failure = new AwsException(ErrorCode.AwsThrottled, "ec2:DescribeInstances", "i", "Slow down.");

        await Assert.ThrowsAsync<TransientAwsError>(AssessAsync);

        Assert.Equal(0, bench.Store.Writes);
    }

    [Theory]
    [InlineData(ErrorCode.AwsAccessDenied)]
    [InlineData(ErrorCode.AwsThrottled)]
    public async Task Handle_TargetHealthCannotBeRead_RaisesTheRiskAndGoesOn(ErrorCode code)
    {
        bench.TargetHealth.Failure = new AwsException(code, "elasticloadbalancing:DescribeTargetGroups", "i", "AWS said no.");

        var kept = await AssessAsync();

        Assert.Equal("high", Asl.Text(kept["level"]));
        Assert.Contains(kept["reasons"]!.AsArray(), r => Asl.Text(r).Contains("target health could not be read", StringComparison.Ordinal));
        Assert.Equal(ProposalStatus.Submitted, (await bench.ReadAsync(proposal.Id)).Status);
    }

    [Fact]
    public async Task Handle_ScalingLimitsAreSeen_AreNotedInThePlanWithoutChangingItsHash()
    {
        bench.Scaling.Scaling = new ServiceScaling(Moments.Start, 2, 10);
        var scaling = PutScaling();

        await bench.StepAsync("AssessRisk", scaling.Id);

        var assessed = await bench.ReadAsync(scaling.Id);
        Assert.Equal(["Application Auto Scaling moves this service between 2 and 10 (no policy); it may change the count again."], assessed.Plan.Notes);
        Assert.Equal(scaling.PlanHash, assessed.Plan.Hash());
    }

    [Fact]
    public async Task Handle_ACountOutsideTheScalingLimits_RejectsBeforeAnybodyIsAsked()
    {
        bench.Scaling.Scaling = new ServiceScaling(Moments.Start, 2, 5);
        var scaling = PutScaling();

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("AssessRisk", scaling.Id));

        var rejected = await bench.ReadAsync(scaling.Id);
        Assert.Equal((ProposalStatus.Rejected, "scaling_limits"), (rejected.Status, rejected.Refusal!.Details!.Value.GetProperty("rule").GetString()));
    }

    private Proposal PutScaling()
    {
        bench.Services.Put(SampleServices.Web);
        var scaling = Proposals.New(3) with { Plan = Scaling.Plan(), PlanHash = Scaling.Plan().Hash() };
        bench.Store.With(scaling);
        return scaling;
    }

    [Fact]
    public async Task Handle_TheOnlyHealthyTarget_RaisesTheRisk()
    {
        var group = new TargetGroup("arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0a1b2c3d4e5f6072", "web", "instance", "HTTP", 8080);
        bench.TargetHealth.Groups[group] = [new TargetHealth(proposal.Plan.Target.Id, 8080, null, "healthy", null, null)];

        Assert.Equal("high", Asl.Text((await AssessAsync())["level"]));
    }

    private Task<System.Text.Json.Nodes.JsonNode> AssessAsync() => bench.StepAsync("AssessRisk", proposal.Id);

    /// <summary>Another proposal, for the same instance.</summary>
    private void PutEarlier(ProposalStatus status)
    {
        var other = Proposals.In(status, 1);
        bench.Store.With(other with { Plan = other.Plan with { Target = proposal.Plan.Target } });
    }
}
