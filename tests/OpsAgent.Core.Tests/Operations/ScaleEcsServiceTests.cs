using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class ScaleEcsServiceTests
{
    private const string ClusterArn = "arn:aws:ecs:eu-central-1:123456789012:cluster/production";
    private static readonly ScaleEcsService Scale = new();
    private static readonly Arguments ToSix = To(6);

    [Theory]
    [InlineData("cluster", "production")]
    [InlineData("cluster", "Prod_uction-2")]
    [InlineData("cluster", ClusterArn)]
    [InlineData("cluster", "arn:aws-us-gov:ecs:us-gov-west-1:123456789012:cluster/production")]
    [InlineData("service", "web")]
    [InlineData("service", "arn:aws:ecs:eu-central-1:123456789012:service/production/web")]
    [InlineData("reason", "Ten chars.")]
    [InlineData("on_failure", "keep")]
    [InlineData("on_failure", "revert")]
    public void Parameters_RuleIsKept_AreTaken(string field, string value) => Assert.Equal(value, With(field, value).Value().Text(field));

    [Theory]
    [InlineData("cluster", null)]
    [InlineData("cluster", "")]
    [InlineData("cluster", "pro duction")]
    [InlineData("cluster", "production/web")]
    [InlineData("cluster", "production;rm")]
    [InlineData("cluster", "arn:aws:ecs:eu-central-1:123456789012:service/production/web")]
    [InlineData("cluster", "arn:aws:ecs:eu-central-1:12345:cluster/production")]
    [InlineData("cluster", "arn:aws:eks:eu-central-1:123456789012:cluster/production")]
    [InlineData("service", null)]
    [InlineData("service", "production/web")]
    [InlineData("service", ClusterArn)]
    [InlineData("service", "arn:aws:ecs:eu-central-1:123456789012:task/production/web")]
    [InlineData("reason", null)]
    [InlineData("reason", "too short")]
    [InlineData("on_failure", "Revert")]
    [InlineData("on_failure", "")]
    [InlineData("on_failure", "retry")]
    public void Parameters_RuleIsBroken_NamesTheField(string field, string? value) =>
        Assert.Equal(field, With(field, value).Refusal(ErrorCode.ValidationError).Detail("field"));

    [Theory]
    [InlineData("cluster", 255, true)]
    [InlineData("cluster", 256, false)]
    [InlineData("service", 255, true)]
    [InlineData("service", 256, false)]
    [InlineData("reason", 500, true)]
    [InlineData("reason", 501, false)]
    public void Parameters_Length_IsBounded(string field, int length, bool taken) =>
        Assert.Equal(taken, With(field, new string('r', length)).Succeeded(out _, out _));

    [Theory]
    [InlineData("0", true)]
    [InlineData("100", true)]
    [InlineData("\"7\"", true)]
    [InlineData("-1", false)]
    [InlineData("101", false)]
    [InlineData("1.5", false)]
    [InlineData("\"six\"", false)]
    [InlineData("null", false)]
    public void Parameters_DesiredCount_IsAWholeNumberUpToAHundred(string count, bool taken) =>
        Assert.Equal(taken, Scale.Parameters.Validate(Test.Json(
            $$"""{"cluster":"production","service":"web","desired_count":{{count}},"reason":"The queue grows."}""")).Succeeded(out _, out _));

    [Fact]
    public void Parameters_OnFailureIsNotGiven_IsKeep() => Assert.Equal("keep", ToSix.RequiredText("on_failure"));

    [Fact]
    public void Parameters_UnknownMember_IsNamed() => Assert.Equal("force", With("force", "true").Refusal(ErrorCode.ValidationError).Detail("field"));

    [Theory]
    [InlineData("production", "web")]
    [InlineData(ClusterArn, "web")]
    [InlineData("production", "arn:aws:ecs:eu-central-1:123456789012:service/production/web")]
    [InlineData("production", "arn:aws:ecs:eu-central-1:123456789012:service/web")]
    [InlineData(ClusterArn, "arn:aws:ecs:eu-central-1:123456789012:service/web")]
    public async Task FindTarget_ByNameOrArn_IsTheService(string cluster, string service)
    {
        var target = await Scale.FindTargetAsync(Named(cluster, service), CloudOf(SampleServices.Web), Test.Stop);

        Assert.Equal(new ResourceTarget(SampleServices.Web.Arn, "production/web", "ECS service"), target!.Target);
        Assert.Equal(SampleServices.Web.Tags, target.Tags);
    }

    [Theory]
    [InlineData("production", "worker")]
    [InlineData("staging", "web")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:cluster/production", "web")]
    [InlineData("arn:aws:ecs:eu-central-1:999999999999:cluster/production", "web")]
    [InlineData("production", "arn:aws:ecs:eu-central-1:999999999999:service/production/web")]
    [InlineData("production", "arn:aws:ecs:eu-central-1:123456789012:service/staging/web")]
    [InlineData("production", "arn:aws:ecs:us-east-1:123456789012:service/web")]
    public async Task FindTarget_OfAnotherNameAccountRegionOrCluster_IsNullAndNotFoundSaysWhich(string cluster, string service)
    {
        var given = Named(cluster, service);

        Assert.Null(await Scale.FindTargetAsync(given, CloudOf(SampleServices.Web), Test.Stop));
        Assert.Equal(ErrorCode.ResourceNotFound, Scale.NotFound(given).Code);
        Assert.Equal($"{cluster.Split('/')[^1]}/{service.Split('/')[^1]}", Scale.NotFound(given).Detail("resource"));
    }

    [Fact]
    public async Task Obstacle_AnotherCountOfAnActiveService_IsNone() => Assert.Null(Scale.ValidateTarget(ToSix, await TargetAsync(SampleServices.Web)));

    [Theory]
    [InlineData("DRAINING")]
    [InlineData("INACTIVE")]
    public async Task Obstacle_ServiceIsNotActive_SaysItsStatusAndTheRule(string status)
    {
        var refusal = Scale.ValidateTarget(ToSix, await TargetAsync(SampleServices.Web with { Status = status }));

        Assert.Equal((ErrorCode.PolicyDenied, "service_status", status), (refusal!.Code, refusal.Detail("rule"), refusal.Detail("found")));
        Assert.StartsWith($"production/web is {status}; only an ACTIVE service can be scaled.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Obstacle_CountIsThatAlready_SaysWhatRunsAndWhatToDo()
    {
        var refusal = Scale.ValidateTarget(ToSix, await TargetAsync(SampleServices.Web with { Desired = 6, Running = 1 }));

        Assert.Equal((ErrorCode.PolicyDenied, "desired_count_differs", "6"), (refusal!.Code, refusal.Detail("rule"), refusal.Detail("found")));
        Assert.Equal(
            "The desired count of production/web is 6 already, with 1 task running; there is nothing to change. Give another desired_count, or look why the tasks do not run.",
            refusal.Message);
    }

    [Fact]
    public async Task Plan_ThatKeeps_SaysExactlyWhatChanges()
    {
        var plan = Scale.Plan(ToSix, await TargetAsync(SampleServices.Web));

        Assert.Equal(
            """{"operation":"scale_ecs_service","parameters":{"cluster":"production","service":"web","desired_count":6,"reason":"The queue grows.","on_failure":"keep"},"target":{"type":"ECS service","id":"production/web","name":null,"arn":"arn:aws:ecs:eu-central-1:123456789012:service/production/web"},"summary":"Scale ECS service production/web from 3 to 6 tasks.","before":{"desired_count":"3"},"after":{"desired_count":"6","on_failure":"keep"},"undo":"Scale it back: scale_ecs_service with desired_count 3.","notes":[]}""",
            plan.ToJson().ToJsonString());
        Assert.Null(Scale.Reversal(plan));
    }

    [Fact]
    public async Task Plan_ThatReverts_SaysSoWherePeopleDecide()
    {
        var plan = Scale.Plan(To(1, "revert"), await TargetAsync(SampleServices.Web));

        Assert.Equal("Scale ECS service production/web from 3 to 1 task and, if it does not settle, back to 3.", plan.Summary);
        Assert.Equal("revert to 3", plan.After["on_failure"]);
        Assert.Equal("set back to 3 tasks", Scale.Reversal(plan));
    }

    [Fact]
    public async Task Plan_CountOrOnFailureDiffers_HasAnotherHash()
    {
        var target = await TargetAsync(SampleServices.Web);
        var hashes = new[]
        {
            Scale.Plan(ToSix, target), Scale.Plan(To(7), target), Scale.Plan(To(6, "revert"), target), Scale.Plan(ToSix, await TargetAsync(SampleServices.WebAt(4))),
        };

        Assert.Equal(4, hashes.Select(p => p.Hash()).Distinct().Count());
    }

    [Fact]
    public async Task Plan_WhatRunsDiffers_HasTheSameHash() => Assert.Equal(
        Scale.Plan(ToSix, await TargetAsync(SampleServices.Web)).Hash(),
        Scale.Plan(ToSix, await TargetAsync((SampleServices.Web with { Running = 2, Pending = 1 }).Rolling("IN_PROGRESS"))).Hash());

    [Theory]
    [InlineData(3, 0, "scaling_to_zero 2")]
    [InlineData(1, 0, "scaling_to_zero 2")]
    [InlineData(3, 6, "")]
    [InlineData(3, 7, "more_than_doubling 1")]
    [InlineData(0, 1, "more_than_doubling 1")]
    [InlineData(4, 2, "")]
    [InlineData(4, 1, "more_than_halving 1")]
    [InlineData(5, 2, "more_than_halving 1")]
    [InlineData(3, 2, "")]
    public async Task RiskFactors_OfTheCounts_AreAsTheDesignSays(int from, int to, string rules)
    {
        var factors = Scale.RiskFactors(To(to), await TargetAsync(SampleServices.WebAt(from))).ToList();

        Assert.Equal(rules, string.Join(", ", factors.Select(f => $"{f.Rule} {f.Weight}")));
        Assert.All(factors, f => Assert.EndsWith(".", f.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 0, 0, "COMPLETED", "2 of 3 tasks running, 0 pending, deployment COMPLETED")]
    [InlineData(3, 1, 0, "COMPLETED", "3 of 3 tasks running, 1 pending, deployment COMPLETED")]
    [InlineData(3, 0, 0, "IN_PROGRESS", "3 of 3 tasks running, 0 pending, deployment IN_PROGRESS")]
    public async Task RiskFactors_ServiceIsNotSteady_AreRaisedAndSayWhatWasSeen(int running, int pending, int older, string rollout, string words)
    {
        var service = (SampleServices.Web with { Running = running, Pending = pending }).Rolling(rollout, older);

        var factor = Assert.Single(Scale.RiskFactors(ToSix, await TargetAsync(service)));

        Assert.Equal(("not_steady", 1, $"The service is not steady: {words}."), (factor.Rule, factor.Weight, factor.Reason));
    }

    [Theory]
    [InlineData(6, 6, 0, 0, "COMPLETED", "")]
    [InlineData(3, 3, 0, 0, "COMPLETED", "desired count, running count")]
    [InlineData(6, 4, 2, 0, "COMPLETED", "running count, pending count")]
    [InlineData(6, 6, 0, 0, "IN_PROGRESS", "deployment")]
    [InlineData(6, 6, 0, 0, "FAILED", "deployment")]
    [InlineData(6, 6, 0, 1, "COMPLETED", "deployment")]
    [InlineData(6, 6, 0, 0, null, "")]
    [InlineData(5, 5, 0, 0, "COMPLETED", "desired count, running count")]
    public async Task Signals_OfAService_AreGoodWhenThatManyRunAndItIsSteady(int desired, int running, int pending, int older, string? rollout, string bad)
    {
        var service = (SampleServices.Web with { Desired = desired, Running = running, Pending = pending }).Rolling(rollout, older);

        Assert.Equal(bad, string.Join(", ", Scale.Signals(ToSix, await TargetAsync(service)).Where(s => !s.Good).Select(s => s.Name)));
    }

    [Theory]
    [InlineData(6, 6, 0, "STEADY_STATE", 100, "")]
    [InlineData(6, 6, 0, "STABILIZING", 100, "deployment")]
    [InlineData(6, 4, 2, "STABILIZING", 100, "running count, pending count, deployment")]
    [InlineData(6, 4, 0, "STEADY_STATE", 100, "running count")]
    [InlineData(4, 4, 0, "STEADY_STATE", 100, "desired count, running count")]
    [InlineData(6, 3, 0, "STEADY_STATE", 50, "")]
    [InlineData(6, 2, 0, "STEADY_STATE", 33, "")]
    public async Task Signals_OfAServiceWithTaskSets_GoByItsPrimaryOne(int desired, int running, int pending, string stability, double scale, string bad)
    {
        foreach (var controller in new[] { "CODE_DEPLOY", "EXTERNAL" })
        {
            var service = (SampleServices.Web with { Desired = desired, Running = running + 6, Pending = pending })
                .WithTaskSets(controller, SampleServices.TaskSet(6, "ACTIVE"), SampleServices.TaskSet(running, stability: stability, pending: pending, scale: scale));

            Assert.Equal(bad, string.Join(", ", Scale.Signals(ToSix, await TargetAsync(service)).Where(s => !s.Good).Select(s => s.Name)));
        }
    }

    [Fact]
    public async Task Signals_OfAServiceWithoutAPrimaryTaskSet_SayIt() => Assert.Equal(
        "no primary task set", Scale.Signals(ToSix, await TargetAsync(SampleServices.WebAt(6).WithTaskSets("EXTERNAL"))).Single(s => !s.Good).Observed);

    [Theory]
    [InlineData(6, ReadBackResult.Done)]
    [InlineData(3, ReadBackResult.NotDone)]
    [InlineData(5, ReadBackResult.CannotTell)]
    public async Task ReadBack_ByTheDesiredCount_TellsWhatBecameOfIt(int now, ReadBackResult told) =>
        Assert.Equal(told, Scale.ReadBack(Scale.Plan(ToSix, await TargetAsync(SampleServices.Web)), await TargetAsync(SampleServices.WebAt(now))));

    [Theory]
    [InlineData(WriteIntent.Validate)]
    [InlineData(WriteIntent.Execute)]
    public async Task Execute_ByNameOrArn_SetsTheCountOnce(WriteIntent intent)
    {
        var (role, scope) = (new FakeExecutorRole(), new ExecutorScope(Proposals.New().Id, Scale.IamAction, SampleServices.Web.Arn));

        await Scale.ExecuteAsync(ToSix, await role.AssumeAsync(scope, Test.Stop), intent, Test.Stop);
        await Scale.ExecuteAsync(Named(ClusterArn, SampleServices.Web.Arn), await role.AssumeAsync(scope, Test.Stop), intent, Test.Stop);

        Assert.Equal([new Execution(scope, "production/web=6", intent), new Execution(scope, "production/web=6", intent)], role.Executions);
    }

    [Fact]
    public async Task Revert_OfAPlan_SetsTheFormerCount()
    {
        var (role, scope) = (new FakeExecutorRole(), new ExecutorScope(Proposals.New().Id, Scale.IamAction, SampleServices.Web.Arn));

        await Scale.RevertAsync(Scale.Plan(To(6, "revert"), await TargetAsync(SampleServices.Web)), await role.AssumeAsync(scope, Test.Stop), Test.Stop);

        Assert.Equal([new Execution(scope, "production/web=3", WriteIntent.Execute)], role.Executions);
    }

    [Fact]
    public void Times_OfScaling_OutlastACrashAtStart()
    {
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)), (Scale.SettleTime, Scale.SustainTime));
        Assert.Equal("ecs:UpdateService", Scale.IamAction);
    }

    [Fact]
    public async Task TagCommand_OfAShortArn_SaysThatItCannotCarryTagsAndHowToMigrate()
    {
        var target = await TargetAsync(ShortWeb);

        var command = Scale.TaggingCommand(target.Target, [new("A", "1")]);

        Assert.Equal("arn:aws:ecs:eu-central-1:123456789012:service/web", target.Target.Arn);
        Assert.Contains("Long arn format must be used for tagging operations", command, StringComparison.Ordinal);
        Assert.Contains("service-arn-migration.html", command, StringComparison.Ordinal);
        Assert.DoesNotContain("ecs tag-resource", command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_ADaemon_IsRefusedInAwssWordsWithWhatToDo()
    {
        var refusal = Scale.ValidateTarget(ToSix, await TargetAsync(SampleServices.Web with { SchedulingStrategy = "DAEMON" }))!;

        Assert.Equal((ErrorCode.PolicyDenied, "scheduling_strategy"), (refusal.Code, refusal.Detail("rule")));
        Assert.Contains("The daemon scheduling strategy does not support a desired count for services.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("number of container instances", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "min-capacity 1 --max-capacity 10")]
    [InlineData(0, "min-capacity 0 --max-capacity 10")]
    [InlineData(11, "min-capacity 2 --max-capacity 11")]
    public async Task Validate_ACountOutsideTheScalingLimits_IsRefusedWithTheCommandThatChangesThem(int to, string limits)
    {
        var scaled = await WeighedAsync(SampleServices.Web, new FakeServiceScaling { Scaling = Limits });

        var refusal = Scale.ValidateTarget(To(to), scaled)!;

        Assert.Equal((ErrorCode.PolicyDenied, "scaling_limits", "2 to 10"), (refusal.Code, refusal.Detail("rule"), refusal.Detail("required")));
        Assert.Contains($"register-scalable-target --service-namespace ecs --resource-id service/production/web --scalable-dimension ecs:service:DesiredCount --{limits}", refusal.Message, StringComparison.Ordinal);
        Assert.Null(Scale.ValidateTarget(To(to), await TargetAsync(SampleServices.Web)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Validate_ACountAtAScalingLimit_IsNotRefused(int to) =>
        Assert.Null(Scale.ValidateTarget(To(to), await WeighedAsync(SampleServices.Web, new FakeServiceScaling { Scaling = Limits })));

    [Fact]
    public async Task Validate_OutsideLimitsThatAreSuspended_IsNotRefusedAndSaid()
    {
        var scaled = await WeighedAsync(
            SampleServices.Web, new FakeServiceScaling { Scaling = Limits with { ScaleInSuspended = true, ScaleOutSuspended = true, SchedulesSuspended = true } });

        Assert.Null(Scale.ValidateTarget(To(20), scaled));
        Assert.Contains("suspended; once resumed it may change the count again", Scale.Plan(To(20), scaled).Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfAScaledService_NotesWhatMovesItAndHasTheSameHash()
    {
        var scaled = await WeighedAsync(SampleServices.Web, new FakeServiceScaling
        {
            Scaling = Limits with
            {
                Policies = ["target tracking on ECSServiceAverageCPUUtilization at 60"],
                Schedules =
                [
                    new("evening", "cron(0 18 * * ? *)", "UTC", null, 4),
                    new("next-year", "at(2027-11-28T18:00:00)", "UTC", 1, 1),
                    new("over", "cron(0 18 * * ? *)", "UTC", 1, null, End: Moments.Start.AddDays(-1)),
                ],
                Activities = [new(Moments.Start, "Setting desired count to 3.", "Successful")],
            },
        });

        var plan = Scale.Plan(ToSix, scaled);

        Assert.Equal(
            [
                "Application Auto Scaling moves this service between 2 and 10 (target tracking on ECSServiceAverageCPUUtilization at 60); it may change the count again.",
                $"Scheduled action evening sets the maximum to 4 at {Moments.Start.UtcDateTime:yyyy-MM-dd}T18:00:00.000Z (cron(0 18 * * ? *) in UTC).",
                $"Its last scaling activity, {Timestamps.Text(Moments.Start)}: Setting desired count to 3 (Successful).",
            ],
            plan.Notes);
        Assert.Equal(Scale.Plan(ToSix, await TargetAsync(SampleServices.Web)).Hash(), plan.Hash());
        Assert.Empty(Scale.RiskFactors(ToSix, scaled));
    }

    [Fact]
    public async Task WithRiskFacts_ScalingCannotBeRead_RaisesTheRiskAndIsNoted()
    {
        var scaled = await WeighedAsync(SampleServices.Web, new FakeServiceScaling { Failure = new AwsException(ErrorCode.AwsAccessDenied, "application-autoscaling:DescribeScalableTargets", "web", "AWS denied it.") });

        Assert.Equal(("scaling_unknown", 1), Assert.Single(Scale.RiskFactors(ToSix, scaled).Select(f => (f.Rule, f.Weight))));
        Assert.Equal(["Whether Application Auto Scaling moves this service could not be read."], Scale.Plan(ToSix, scaled).Notes);
        Assert.Null(Scale.ValidateTarget(ToSix, scaled));
    }

    [Fact]
    public async Task Plan_DuringADeployment_SaysFromWhatToWhatHowFarAndSinceWhen()
    {
        var deploying = await TargetAsync((SampleServices.Web with { CircuitBreaker = new(true, true), MinimumHealthyPercent = 100, MaximumPercent = 200 }).Rolling("IN_PROGRESS", older: 1));
        var words = $"A ROLLING deployment is in progress: from web:41 to web:42, 3 of 3 running, since {Timestamps.Text(Moments.Start)}; 100 % to 200 % of the count run meanwhile; its circuit breaker is on and rolls back.";

        Assert.StartsWith($"{words} AWS takes the new count at once", Assert.Single(Scale.Plan(ToSix, deploying).Notes), StringComparison.Ordinal);
        Assert.Contains("the count is set back", Assert.Single(Scale.Plan(To(6, "revert"), deploying).Notes), StringComparison.Ordinal);
        Assert.Equal(("deployment_in_progress", 1, words), Assert.Single(Scale.RiskFactors(ToSix, deploying).Select(f => (f.Rule, f.Weight, f.Reason))));
    }

    [Fact]
    public async Task Plan_DuringACodeDeployDeployment_SaysItToo()
    {
        var service = SampleServices.Web.WithTaskSets("CODE_DEPLOY", SampleServices.TaskSet(3), SampleServices.TaskSet(1, "ACTIVE", "STABILIZING", pending: 2));

        Assert.Contains("A CODE_DEPLOY deployment is in progress: task sets of web:42 (PRIMARY, 3 of 3 running) and web:42 (1 of 3 running)", Scale.Plan(ToSix, await TargetAsync(service)).Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfAnExternalServiceWithoutATaskSet_SaysThatNothingStarts() =>
        Assert.Contains("no primary task set", Assert.Single(Scale.Plan(ToSix, await TargetAsync(SampleServices.Web.WithTaskSets("EXTERNAL"))).Notes), StringComparison.Ordinal);

    [Fact]
    public async Task RiskFactors_TasksThatCouldNotBePlaced_AreNamedInEcssWords()
    {
        var service = SampleServices.Web with { Running = 2, Events = [new(Moments.Start, "(service web) was unable to place a task because no container instance met all of its requirements.")] };

        Assert.Contains("no container instance met all of its requirements", Scale.RiskFactors(ToSix, await TargetAsync(service)).Single(f => f.Rule == "cannot_start_tasks").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TagCommand_OfTwoTags_IsOneCommandToCopy() => Assert.Equal(
        "aws ecs tag-resource --resource-arn arn:aws:ecs:eu-central-1:123456789012:service/production/web --tags key=A,value=1 key=B,value=2",
        Scale.TaggingCommand((await TargetAsync(SampleServices.Web)).Target, [new("A", "1"), new("B", "2")]));

    [Fact]
    public async Task HowToCheckByHand_OfAProposal_ShowsTheCountsAndItsOwnCallInCloudTrail()
    {
        var plan = Scale.Plan(To(6), await TargetAsync(SampleServices.Web));

        var how = Scale.HowToCheckByHand(plan, Proposals.New().Id, Moments.Start);

        Assert.StartsWith("aws ecs describe-services --cluster production --services web ", how, StringComparison.Ordinal);
        Assert.Contains("shows the counts (3 before, 6 planned). aws cloudtrail lookup-events ", how, StringComparison.Ordinal);
        Assert.Contains("AttributeValue=UpdateService --start-time 2026-03-14T09:00:00.000Z --query \"Events[?contains(CloudTrailEvent, '01kkng00000000000000000001')]", how, StringComparison.Ordinal);
    }

    internal static Arguments To(int count, string onFailure = "keep") => Scale.Parameters.Validate(new JsonObject
    {
        ["cluster"] = "production",
        ["service"] = "web",
        ["desired_count"] = count,
        ["reason"] = "The queue grows.",
        ["on_failure"] = onFailure,
    }.ToElement()).Value();

    private static ServiceScaling Limits { get; } = new(Moments.Start, 2, 10);

    private static EcsService ShortWeb { get; } = SampleServices.Web with
    {
        Arn = "arn:aws:ecs:eu-central-1:123456789012:service/web",
        Tags = SampleServices.Web.Tags.Clear(),
    };

    private static async Task<TargetState> WeighedAsync(EcsService service, FakeServiceScaling scaling) =>
        await Scale.WithRiskFactsAsync(await TargetAsync(service), CloudOf(service, scaling), Test.Stop);

    internal static async Task<TargetState> TargetAsync(EcsService service) => (await Scale.FindTargetAsync(ToSix, CloudOf(service), Test.Stop))!;

    private static Arguments Named(string cluster, string service)
    {
        var given = Given();
        (given["cluster"], given["service"]) = (cluster, service);
        return Scale.Parameters.Validate(given.ToElement()).Value();
    }

    private static Outcome<Arguments> With(string field, string? value)
    {
        var given = Given();
        given.Remove(field);
        if (value is not null)
        {
            given[field] = value;
        }

        return Scale.Parameters.Validate(given.ToElement());
    }

    private static JsonObject Given() => new() { ["cluster"] = "production", ["service"] = "web", ["desired_count"] = 6, ["reason"] = "The queue grows." };

    private static AwsReaders CloudOf(EcsService service, FakeServiceScaling? scaling = null)
    {
        var services = new FakeEcsServices();
        services.Put(service);
        return new AwsReaders(new FakeInstances(), new FakeMetrics(), new FakeTargetHealth(), new FakeCloudTrailEvents(), services, scaling ?? new FakeServiceScaling(), new FakeTaskDefinitions());
    }
}
