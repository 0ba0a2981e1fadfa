using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class RollbackEcsServiceTests
{
    private const string Web41Arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:41";
    private static readonly RollbackEcsService Rollback = new();
    private static readonly Arguments ToPrevious = To(null);
    private static readonly TaskDefinition Web41 = SampleTaskDefinitions.Web41;
    private static readonly TaskDefinition Web42 = SampleTaskDefinitions.Web42;

    private readonly FakeTaskDefinitions _definitions = new();
    private readonly FakeCloudTrailEvents _events = new();
    private EcsService _service = SampleServices.Web;

    public RollbackEcsServiceTests()
    {
        _definitions.Definitions.Add(Web42);
        _definitions.Definitions.Add(Web41);
        _definitions.Completed.Add(Web42.Completed(1));
        _definitions.Completed.Add(Web41.Completed(50));
    }

    [Theory]
    [InlineData("41")]
    [InlineData("web:41")]
    [InlineData(Web41Arn)]
    public void Parameters_ARevision_IsTakenInEachForm(string given) => Assert.Equal(given, To(given).Text("task_definition"));

    [Theory]
    [InlineData("web")]
    [InlineData("web:latest")]
    [InlineData("-1")]
    [InlineData("web:41 --force")]
    [InlineData("arn:aws:ecs:eu-central-1:123456789012:service/production/web")]
    public void Parameters_NoRevision_IsRefused(string given) => Assert.Equal("task_definition", Validate(given).Refusal(ErrorCode.ValidationError).Detail("field"));

    [Fact]
    public async Task Plan_WithoutARevision_IsTheLastThatCompletedBefore()
    {
        var plan = await PlanAsync(ToPrevious);

        Assert.Equal("Roll back ECS service production/web from web:42 to web:41.", plan.Summary);
        Assert.Equal(("web:42", "web:41"), (plan.Before["task_definition"], plan.After["task_definition"]));
        Assert.Equal((SampleTaskDefinitions.TaskRole, SampleTaskDefinitions.ExecutionRole), (plan.After["task_role"], plan.After["execution_role"]));
        Assert.Equal("Roll it forward: rollback_ecs_service with task_definition web:42.", plan.Undo);
        Assert.Equal("web:41 is the last revision before web:42 that completed a deployment of this service at 2026-03-12 07:00 UTC (ECS service deployments).", plan.Notes[0]);
    }

    [Fact]
    public async Task Plan_AfterARollback_GoesFurtherBackAndNotForward()
    {
        _definitions.Definitions.Add(SampleTaskDefinitions.Named("web:40", "web:1.40.0"));
        _definitions.Completed.Clear();
        foreach (var deployed in new[] { Web41.Completed(1), Web42.Completed(2), Web41.Completed(50), SampleTaskDefinitions.Named("web:40", "web:1.40.0").Completed(90) })
        {
            _definitions.Completed.Add(deployed);
        }

        _service = Running(Web41);

        Assert.Equal("web:40", (await PlanAsync(ToPrevious)).After["task_definition"]);
    }

    [Fact]
    public async Task Plan_OfAnotherFamilyBefore_IsNotThatFamily()
    {
        _definitions.Completed.Insert(1, SampleTaskDefinitions.Named("api:7", "api:7").Completed(2));

        Assert.Equal("web:41", (await PlanAsync(ToPrevious)).After["task_definition"]);
    }

    [Fact]
    public async Task Plan_WithoutHistory_IsWhatTheDeploymentInProgressReplaces()
    {
        _definitions.Completed.Clear();
        _service = SampleServices.Web with
        {
            Deployments = [Deployment(Web42) with { Rollout = "IN_PROGRESS" }, Deployment(Web41) with { Status = "ACTIVE" }],
        };

        var plan = await PlanAsync(ToPrevious);

        Assert.Equal("web:41", plan.After["task_definition"]);
        Assert.StartsWith("web:41 is what the deployment in progress replaces", plan.Notes[0], StringComparison.Ordinal);
        Assert.Contains("A deployment is in progress: IN_PROGRESS, one of 2.", plan.Notes);
    }

    [Fact]
    public async Task Plan_WithoutAnyTrace_IsTheFamilysRevisionBeforeAndSaysThatItMayNeverHaveRun()
    {
        _definitions.Completed.Clear();

        var plan = await PlanAsync(ToPrevious);

        Assert.Equal("web:41", plan.After["task_definition"]);
        Assert.Contains("may never have run here", plan.Notes[0], StringComparison.Ordinal);
        Assert.Contains("not_known_here", await RisksAsync(ToPrevious));
    }

    [Fact]
    public async Task Notes_OfTwoRevisions_NameWhatDiffersAndNoValue()
    {
        _definitions.Definitions[1] = Web41 with
        {
            Memory = "2048",
            TaskRole = null,
            Containers =
            [
                Web41.Containers[0] with { Secrets = Web41.Containers[0].Secrets.Add("DB_PASSWORD", "arn:aws:ssm:eu-central-1:123456789012:parameter/db") },
                new TaskContainer("sidecar", "envoy:1"),
            ],
        };

        var notes = (await PlanAsync(ToPrevious)).Notes;

        Assert.Contains("Memory: 1024 -> 2048.", notes);
        Assert.Contains($"Task role: {SampleTaskDefinitions.TaskRole} -> none.", notes);
        Assert.Contains("Container app: image web:1.42.0 -> web:1.41.3; environment adds CACHE_ITEMS, drops CACHE, changes LOG; secrets adds DB_PASSWORD.", notes);
        Assert.Contains("Container sidecar (envoy:1) comes.", notes);
        Assert.DoesNotContain(notes, n => n.Contains("unbounded", StringComparison.Ordinal) || n.Contains("parameter/db", StringComparison.Ordinal) || n.Contains("hash of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notes_OfTheSameTagInBoth_SayThatItMayNameAnotherImageNow()
    {
        _definitions.Definitions[1] = Web42 with { Arn = Web41.Arn };

        var notes = (await PlanAsync(ToPrevious)).Notes;

        Assert.Contains("Images, commands, environment, secrets, CPU, memory and roles are the same in both.", notes);
        Assert.Contains("web:1.42.0 is named by tag in both revisions: what the tag names now is what runs.", notes);
        Assert.Contains("no_difference", await RisksAsync(ToPrevious));
    }

    [Theory]
    [InlineData("arn:aws:ecs:eu-central-1:123456789012:service/production/web", "web:42 was deployed at 2026-03-14 09:00 UTC, by ci-deployer (role deployers). AWS says: ECS deployment ecs-svc/0123456789 completed.")]
    [InlineData("web", "web:42 was deployed at 2026-03-14 09:00 UTC, by ci-deployer (role deployers). AWS says: ECS deployment ecs-svc/0123456789 completed.")]
    [InlineData(null, "web:42 was deployed at 2026-03-14 09:00 UTC, when ci-deployer (role deployers) called UpdateService; CloudTrail does not say on which service. AWS says: ECS deployment ecs-svc/0123456789 completed.")]
    [InlineData("arn:aws:ecs:eu-central-1:123456789012:service/production/api", "web:42 was deployed at 2026-03-14 09:00 UTC, by whom could not be found in CloudTrail, which shows a call after up to 15 minutes. AWS says: ECS deployment ecs-svc/0123456789 completed.")]
    public async Task Notes_OfTheCurrentDeployment_SayWhoMadeIt(string? resource, string note)
    {
        _events.Events.Add(new CloudTrailEvent("1", "UpdateService", "ecs.amazonaws.com", Moments.Start, "ci-deployer", "198.51.100.1", null, resource is null ? [] : [resource], null, Role: "deployers"));

        Assert.Contains(note, (await PlanAsync(ToPrevious)).Notes);
        Assert.Equal(("EventName", "UpdateService", Moments.After(-30), Moments.After(30)), (_events.Queries[0].Attribute, _events.Queries[0].Value, _events.Queries[0].From, _events.Queries[0].To));
    }

    [Fact]
    public async Task Notes_CloudTrailDoesNotAnswer_SayWhyAndThePlanIsMade()
    {
        _events.Failure = new AwsException(ErrorCode.AwsThrottled, "cloudtrail:LookupEvents", "UpdateService", "AWS throttled it.");

        Assert.Contains((await PlanAsync(ToPrevious)).Notes, n => n.Contains("by whom could not be read: AWS throttled it.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, "The deployment circuit breaker is off")]
    [InlineData(true, true, "The deployment circuit breaker is on with rollback: if the tasks of web:41 fail")]
    [InlineData(true, false, "The deployment circuit breaker is on without rollback")]
    public async Task Notes_OfTheCircuitBreaker_SayWhatItDoes(bool? enable, bool? rollback, string note)
    {
        _service = SampleServices.Web with { CircuitBreaker = enable is { } on ? new EcsCircuitBreaker(on, rollback!.Value) : null };

        Assert.Contains((await PlanAsync(ToPrevious)).Notes, n => n.StartsWith(note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notes_AreNoPartOfTheHash()
    {
        var (plan, target) = (await PlanAsync(ToPrevious), await TargetAsync(ToPrevious));

        Assert.Equal(plan.Hash(), Rollback.Plan(ToPrevious, target).Hash());
        Assert.NotEqual(plan.Hash(), (await PlanAsync(To("web:41"))).Hash());
    }

    [Theory]
    [InlineData("DRAINING", "ECS", "service_status", "only an ACTIVE service can be rolled back")]
    [InlineData("ACTIVE", "CODE_DEPLOY", "deployment_controller", "aws deploy stop-deployment --auto-rollback-enabled")]
    [InlineData("ACTIVE", "EXTERNAL", "deployment_controller", "aws ecs update-service-primary-task-set")]
    public async Task Validate_AServiceThatCannotBe_SaysWhatCan(string status, string controller, string rule, string words)
    {
        _service = controller == "ECS" ? SampleServices.Web with { Status = status } : SampleServices.Web.WithTaskSets(controller, SampleServices.TaskSet(3));

        var refusal = await RefusalAsync(ToPrevious);

        Assert.Equal((ErrorCode.PolicyDenied, rule), (refusal!.Code, refusal.Detail("rule")));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_definitions.Asked);
        Assert.StartsWith("Roll back ECS service production/web", (await PlanAsync(ToPrevious)).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BLUE_GREEN", "IN_PROGRESS", true)]
    [InlineData("CANARY", "IN_PROGRESS", true)]
    [InlineData("BLUE_GREEN", "COMPLETED", false)]
    [InlineData("ROLLING", "IN_PROGRESS", false)]
    public async Task Validate_InTheMiddleOfABlueGreenDeployment_LeavesItToEcs(string strategy, string rollout, bool refused)
    {
        _service = SampleServices.Web.Rolling(rollout) with { Strategy = strategy };

        var refusal = await RefusalAsync(ToPrevious);

        Assert.Equal(refused, refusal is not null);
        Assert.True(!refused || refusal!.Message.Contains("aws ecs stop-service-deployment --stop-type ROLLBACK", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DAEMON")]
    [InlineData("REPLICA")]
    public async Task Validate_OfEitherSchedulingStrategy_IsFine(string strategy)
    {
        _service = SampleServices.Web with { SchedulingStrategy = strategy };

        Assert.Null(await RefusalAsync(ToPrevious));
    }

    [Theory]
    [InlineData("42", "task_definition_differs")]
    [InlineData("web:42", "task_definition_differs")]
    [InlineData("39", "task_definition_status")]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:task-definition/web:41", "task_definition_account")]
    [InlineData("arn:aws:ecs:eu-central-1:999999999999:task-definition/web:41", "task_definition_account")]
    public async Task Validate_ARevisionThatAwsWouldRefuse_IsRefusedNow(string given, string rule)
    {
        _definitions.Definitions.Add(SampleTaskDefinitions.Named("web:39", "web:1.39.0") with { Status = "INACTIVE" });

        Assert.Equal(rule, (await RefusalAsync(To(given)))!.Detail("rule"));
    }

    [Fact]
    public async Task Validate_ARevisionThatIsNotThere_IsNotFound() => Assert.Equal((ErrorCode.ResourceNotFound, "web:99"), ((await RefusalAsync(To("99")))!.Code, (await RefusalAsync(To("99")))!.Detail("resource")));

    [Fact]
    public async Task Validate_NothingBefore_AsksForARevision()
    {
        _definitions.Definitions.Remove(Web41);
        _definitions.Completed.Clear();

        Assert.Equal("previous_task_definition", (await RefusalAsync(ToPrevious))!.Detail("rule"));
    }

    [Fact]
    public async Task Risks_OfThePreviousRevision_AreNone() => Assert.Empty(await RisksAsync(ToPrevious));

    [Fact]
    public async Task Risks_ByWhatIsKnown_AreNamed()
    {
        _definitions.Definitions.Add(SampleTaskDefinitions.Named("api:7", "api:7"));
        _definitions.Definitions.Add(SampleTaskDefinitions.Named("web:43", "web:1.43.0"));
        _definitions.Definitions.Add(SampleTaskDefinitions.Named("web:12", "web:1.12.0") with { RegisteredAt = Moments.Start - TimeSpan.FromDays(31) });

        Assert.Equal(["not_known_here", "different_family"], await RisksAsync(To("api:7")));
        Assert.Equal(["not_known_here", "later_revision"], await RisksAsync(To("43")));
        Assert.Equal(["not_known_here", "old_revision"], await RisksAsync(To("12")));
        _service = SampleServices.Web with { Deployments = [Deployment(Web42) with { Rollout = "IN_PROGRESS" }, Deployment(Web41) with { Status = "INACTIVE", Rollout = "FAILED" }] };
        Assert.Equal(["deployment_in_progress", "previous_unhealthy"], await RisksAsync(ToPrevious));
    }

    [Theory]
    [InlineData("COMPLETED", 3, "", false)]
    [InlineData("IN_PROGRESS", 3, "deployment", false)]
    [InlineData("COMPLETED", 2, "running count", false)]
    [InlineData("FAILED", 3, "deployment", true)]
    public async Task Signals_OfItsDeployment_AreAwssOwnState(string rollout, int running, string bad, bool failed)
    {
        var plan = await PlanAsync(ToPrevious);
        _service = Running(Web41) with { Running = running, Deployments = [Deployment(Web41) with { Rollout = rollout, RolloutReason = "tasks failed to start." }] };

        var signals = Rollback.Signals(plan, await TargetAsync(ToPrevious));

        Assert.Equal(bad, string.Join(", ", signals.Where(s => !s.Good).Select(s => s.Name)));
        Assert.Equal(failed, signals.Any(s => s.Failed));
        Assert.True(!failed || signals.Any(s => s.Observed == "FAILED: tasks failed to start."));
    }

    [Fact]
    public async Task Signals_TheCircuitBreakerHasTakenItBack_HaveFailedInAwssWords()
    {
        var plan = await PlanAsync(ToPrevious);
        _service = SampleServices.Web with
        {
            Deployments = [Deployment(Web42), Deployment(Web41) with { Status = "INACTIVE", Rollout = "FAILED", RolloutReason = "ECS deployment circuit breaker: tasks failed to start." }],
        };

        var deployment = Rollback.Signals(plan, await TargetAsync(ToPrevious)).Single(s => s.Failed);

        Assert.Equal("FAILED: ECS deployment circuit breaker: tasks failed to start.", deployment.Observed);
        Assert.Equal(ReadBackResult.CannotTell, Rollback.ReadBack(plan, await TargetAsync(ToPrevious)));
    }

    [Fact]
    public async Task ReadBack_ByTheTaskDefinition_TellsWhatBecameOfIt()
    {
        var plan = await PlanAsync(ToPrevious);
        Assert.Equal(ReadBackResult.NotDone, Rollback.ReadBack(plan, await TargetAsync(ToPrevious)));
        _service = Running(Web41);
        Assert.Equal(ReadBackResult.Done, Rollback.ReadBack(plan, await TargetAsync(ToPrevious)));
        _service = Running(SampleTaskDefinitions.Named("web:43", "web:1.43.0"));
        Assert.Equal(ReadBackResult.CannotTell, Rollback.ReadBack(plan, await TargetAsync(ToPrevious)));
    }

    [Fact]
    public async Task FindChangedTarget_OfVerification_LooksAtTheServiceAlone()
    {
        var target = await Rollback.FindChangedTargetAsync(ToPrevious, Readers(), Test.Stop);

        Assert.Equal("production/web", target!.Target.Id);
        Assert.Empty(_definitions.Asked);
    }

    [Fact]
    public async Task Execute_OfThePlan_DeploysExactlyItAndPassesItsRoles()
    {
        var plan = await PlanAsync(ToPrevious);

        var change = Assert.IsType<UpdateServiceTaskDefinition>(Rollback.Change(plan));

        Assert.Equal(("ecs:UpdateService", "production/web", "web:41"), (change.Action, change.Resource, change.TaskDefinition));
        Assert.Equal([SampleTaskDefinitions.ExecutionRole, SampleTaskDefinitions.TaskRole], change.PassedRoles);
        Assert.Null(Rollback.Reversal(plan));
        Assert.StartsWith("aws ecs describe-services --cluster production --services web ", Rollback.HowToCheckByHand(plan, Proposals.New().Id, Moments.Start), StringComparison.Ordinal);
    }

    private static EcsDeployment Deployment(TaskDefinition definition) => SampleServices.Web.Deployments[0] with { TaskDefinition = definition.Arn };

    private static EcsService Running(TaskDefinition definition) => SampleServices.Web with { TaskDefinition = definition.Arn, Deployments = [Deployment(definition)] };

    private static Outcome<Arguments> Validate(string? taskDefinition)
    {
        var given = new JsonObject { ["cluster"] = "production", ["service"] = "web", ["reason"] = "Errors since the deployment." };
        if (taskDefinition is not null)
        {
            given["task_definition"] = taskDefinition;
        }

        return Rollback.Parameters.Validate(given.ToElement());
    }

    private static Arguments To(string? taskDefinition) => Validate(taskDefinition).Value();

    private async Task<TargetState> TargetAsync(Arguments arguments) => (await Rollback.FindTargetAsync(arguments, Readers(), Test.Stop))!;

    private async Task<ChangePlan> PlanAsync(Arguments arguments) =>
        Rollback.Plan(arguments, await Rollback.WithRiskFactsAsync(await TargetAsync(arguments), Readers(), Test.Stop));

    private async Task<Refusal?> RefusalAsync(Arguments arguments) => Rollback.ValidateTarget(arguments, await TargetAsync(arguments));

    private async Task<IEnumerable<string>> RisksAsync(Arguments arguments) => Rollback.RiskFactors(arguments, await TargetAsync(arguments)).Select(f => f.Rule);

    private AwsReaders Readers()
    {
        var services = new FakeEcsServices();
        services.Put(_service);
        return new AwsReaders(new FakeInstances(), new FakeMetrics(), new FakeTargetHealth(), _events, services, new FakeServiceScaling(), _definitions);
    }
}
