using System.Text.Json;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>The overview of one ECS service: what a person asks by "how is web?", well or not.</summary>
public sealed class GetOverviewServiceTests
{
    private const string Arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
    private const string Given = """{"cluster":"production","service":"web"}""";

    private static readonly EcsService Web = SampleServices.Web.Deployed(Moments.Start - TimeSpan.FromMinutes(100)) with
    {
        TargetGroups = [$"{Arn}:targetgroup/web/6d0ecf831eec9f09"],
        Events = [new EcsServiceEvent(Moments.Start - TimeSpan.FromMinutes(95), "(service web) has reached a steady state.")],
    };

    private readonly FakeMetrics _metrics = new();
    private readonly FakeTargetHealth _health = new();
    private readonly FakeCloudTrailEvents _events = new();
    private readonly FakeEcsServices _services = new();
    private readonly FakeTimeProvider _time = new(Moments.Start);
    private readonly InMemoryCache _cache = new();

    public GetOverviewServiceTests()
    {
        _health.Groups[Group("web", "app/edge/50dc6c495c0c9188")] = [Target("10.0.0.1", "healthy"), Target("10.0.0.2", "healthy")];
        _health.Groups[Group("api", null)] = [Target("10.0.0.3", "unhealthy")];
    }

    [Theory]
    [InlineData(Given, true)]
    [InlineData("""{"service":"web"}""", false)]
    [InlineData("""{"service":"production/web","cluster":"production"}""", false)]
    [InlineData("""{"service":"web","tag_key":"Role","tag_value":"web"}""", false)]
    public void Parameters_AService_GoesWithItsCluster(string given, bool taken) =>
        Assert.Equal(taken, new GetOverview().Parameters.Validate(Test.Json(given)).Succeeded(out _, out _));

    [Fact]
    public async Task Look_AtAServiceThatIsWell_SaysSoWithWhatRuns()
    {
        _services.Put(Web);
        _services.Put(SampleServices.Web with { Arn = "x", Name = "worker", Running = 0 });
        _metrics.Firing.Add(Alarm("db", ("DBInstanceIdentifier", "orders")));

        var answer = await LookAsync();

        Assert.Equal(
            """
            production/web: 3 of 3 tasks run; web:42, deployed at 07:20 UTC (100 minutes ago), completed.
            ECS said at 07:25 UTC (95 minutes ago): (service web) has reached a steady state.
            Target group web: 2 of 2 targets healthy.
            Else: no alarm in ALARM names it, no change of it in the last hour, no proposal pending.
            As of 09:00 UTC (just now), service production/web.
            """.ReplaceLineEndings("\n"),
            answer.Summary);
        Assert.Equal(new Subject(SubjectKind.Service, "production/web"), answer.Subject);
        var service = answer.Details().GetProperty("service");
        Assert.Equal((3, 3, 0, "web:42", "COMPLETED", true), (Number("desired"), Number("running"), Number("pending"), Text("task_definition"), Text("deployment"), service.GetProperty("steady").GetBoolean()));
        Assert.Equal("2026-03-14T07:20:00.000Z", Text("since"));
        Assert.Equal("1 of 1 alarms in ALARM name nothing of the scope by id or service, and were left out.", Assert.Single(NotSearched(answer)));
        Assert.Equal((Tone.Ok, "ECS service production/web"), (answer.Cards[0].Tone, answer.Cards[0].Title));

        int Number(string name) => service.GetProperty(name).GetInt32();
        string? Text(string name) => service.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Look_AtAServiceInTrouble_ShowsItsAlarmsTargetsAndChanges()
    {
        _services.Put((Web with { Running = 2, Pending = 1, Events = [new EcsServiceEvent(Moments.Start, "(service web) was unable to place a task."), .. Web.Events] }).Rolling("IN_PROGRESS", older: 1));
        _health.Groups[Group("web", "app/edge/50dc6c495c0c9188")] = [Target("10.0.0.1", "healthy"), Target("10.0.0.2", "unhealthy")];
        _metrics.Firing.Add(Alarm("memory", ("ClusterName", "production"), ("ServiceName", "web")));
        _metrics.Firing.Add(Alarm("hosts", ("TargetGroup", "targetgroup/web/6d0ecf831eec9f09"), ("LoadBalancer", "app/edge/50dc6c495c0c9188")));
        _metrics.Firing.Add(Alarm("5xx", ("LoadBalancer", "app/edge/50dc6c495c0c9188")));
        _metrics.Firing.Add(Alarm("other", ("ClusterName", "production"), ("ServiceName", "worker")));
        _events.Events.Add(Event("UpdateService", "arn:aws:ecs:us-east-1:123456789012:service/production/web"));
        _events.Events.Add(Event("RegisterTaskDefinition", "arn:aws:ecs:us-east-1:123456789012:task-definition/web:42"));
        _events.Events.Add(Event("UpdateService", "arn:aws:ecs:us-east-1:123456789012:service/production/worker"));

        var answer = await LookAsync();

        Assert.StartsWith(
            "production/web: 2 of 3 tasks run, 1 pending; deploying web:42 since 09:00 UTC (just now), 3 of 3 of its tasks run, 3 of web:41 still run.\n"
            + "ECS said at 09:00 UTC (just now): (service web) was unable to place a task.\nECS said at 07:25 UTC",
            answer.Summary,
            StringComparison.Ordinal);
        Assert.Contains("\nTarget group web: 1 of 2 targets healthy (Health checks failed with these codes: [503]).\n", answer.Summary, StringComparison.Ordinal);
        Assert.Equal(["5xx", "hosts", "memory"], Whats(answer, "alarms").Order(StringComparer.Ordinal));
        Assert.Equal(["RegisterTaskDefinition on task-definition/web:42", "UpdateService on service/production/web"], Whats(answer, "changes").Order(StringComparer.Ordinal));
        Assert.Equal(["5xx"], answer.Details().GetProperty("alarms").GetProperty("lines").EnumerateArray().Where(l => l.GetProperty("text").GetString()!.EndsWith(", on its load balancer", StringComparison.Ordinal)).Select(l => l.GetProperty("what").GetString()));
        Assert.Equal(Tone.Bad, answer.Cards[0].Tone);
        Assert.DoesNotContain("All quiet", answer.Summary, StringComparison.Ordinal);
    }

    public static TheoryData<EcsService, string> States => new()
    {
        { Web.Rolling("FAILED"), "3 of 3 tasks run; the deployment of web:42, begun at 09:00 UTC (just now), failed: ECS deployment ecs-svc/0123456789 completed." },
        { Web with { Status = "DRAINING" }, "3 of 3 tasks run; the service is DRAINING; web:42, deployed at 07:20 UTC (100 minutes ago), completed." },
        { Web.WithTaskSets("CODE_DEPLOY", SampleServices.TaskSet(3), SampleServices.TaskSet(2, "ACTIVE")), "3 of 3 tasks run; web:42 by CODE_DEPLOY, task set made at 09:00 UTC (just now), STEADY_STATE, 2 of web:42 still run." },
        { Web with { Deployments = [] }, "3 of 3 tasks run; AWS shows no deployment." },
        { Web with { Desired = 0, Running = 0 }, "0 of 0 tasks run; web:42, deployed at 07:20 UTC (100 minutes ago), completed." },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task Look_AtAServiceOfAnyController_SaysItsDeployment(EcsService service, string words)
    {
        _services.Put(service);

        Assert.StartsWith($"production/web: {words}\n", (await LookAsync()).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AtAServiceWithoutTargetGroups_SaysSo()
    {
        _services.Put(Web with { TargetGroups = [] });

        Assert.Contains("\nIt has no target group.\n", (await LookAsync()).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_WhereEcsFails_SaysSoAndClaimsNothingOfTheService()
    {
        _services.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ecs:DescribeServices", "production/web", "AWS denied ecs:DescribeServices.");
        _metrics.Firing.Add(Alarm("memory", ("ClusterName", "production"), ("ServiceName", "web")));

        var answer = await LookAsync();

        Assert.Contains("ECS services could not be looked at: AWS denied ecs:DescribeServices.", answer.Summary, StringComparison.Ordinal);
        Assert.Equal(["memory"], Whats(answer, "alarms"));
        Assert.DoesNotContain("no target group", answer.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("instance check", answer.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"cluster":"production","service":"wbe"}""", "production/wbe", "ECS cluster production has no service wbe; names are case-sensitive. It has web.")]
    [InlineData("""{"cluster":"nowhere","service":"web"}""", "nowhere", "There is no ECS cluster nowhere")]
    public async Task Look_AtAServiceThatIsNotThere_IsRefusedAtOnceAlsoTheSecondTime(string given, string resource, string words)
    {
        _services.Put(Web);
        for (var i = 0; i < 2; i++)
        {
            var looking = RunAsync(given);
            Assert.True(looking.IsCompleted);
            var refusal = (await looking).Refusal(ErrorCode.ResourceNotFound);
            Assert.Equal(resource, refusal.Detail("resource"));
            Assert.StartsWith(words, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Look_Again_IsAnsweredWithTheServiceFromTheFirst()
    {
        _services.Put(Web);
        var first = await LookAsync();
        _services.Put(Web with { Running = 0 });
        _time.Advance(TimeSpan.FromSeconds(30));

        var second = await LookAsync();

        Assert.True(second.Details().GetProperty("cached").GetBoolean());
        Assert.Equal(first.Details().GetProperty("service").GetRawText(), second.Details().GetProperty("service").GetRawText());
    }

    private static TargetGroup Group(string name, string? balancer) => new($"{Arn}:targetgroup/{name}/6d0ecf831eec9f09", name, "ip", "HTTP", 8080)
    {
        LoadBalancer = balancer is null ? null : $"{Arn}:loadbalancer/{balancer}",
    };

    private static TargetHealth Target(string id, string state) =>
        new(id, 8080, null, state, null, state == "unhealthy" ? "Health checks failed with these codes: [503]" : null);

    private static FiringAlarm Alarm(string name, params (string Key, string Value)[] dimensions) =>
        new(name, Moments.Start, "Threshold Crossed", new MetricIdentity("AWS/X", "M", Instances.Tags(dimensions)), "Sum");

    private static CloudTrailEvent Event(string name, string resource) => new(
        $"{name}-{resource}", name, "ecs.amazonaws.com", Moments.Start - TimeSpan.FromMinutes(41), "ci-deployer", "198.51.100.40", null, [resource], null, false);

    private static List<string> NotSearched(OperationAnswer answer) => [.. answer.Details().GetProperty("not_searched").EnumerateArray().Select(s => s.GetString()!)];

    private static IEnumerable<string> Whats(OperationAnswer answer, string section) =>
        answer.Details().GetProperty(section).GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("what").GetString()!);

    private async Task<OperationAnswer> LookAsync() => (await RunAsync(Given)).Value();

    private Task<Outcome<OperationAnswer>> RunAsync(string given) => new GetOverview().RunAsync(
        new GetOverview().Parameters.Validate(Test.Json(given)).Value(),
        new AwsReaders(new FakeInstances(), _metrics, _health, _events, _services, new FakeServiceScaling(), new FakeTaskDefinitions())
        {
            Overview = new OverviewSources(_cache, new FakePendingProposals().ListPendingAsync, _time),
        },
        _time.GetUtcNow(),
        Test.Stop);
}
