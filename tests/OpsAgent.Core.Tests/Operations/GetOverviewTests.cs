using System.Text.Json;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class GetOverviewTests
{
    private const string GroupArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09";
    private const string ServiceArn = "arn:aws:ecs:us-east-1:123456789012:service/production/web";

    private static readonly string[] Sections = ["alarms", "instances", "target_groups", "services", "changes", "proposals"];

    private readonly FakeInstances _instances = new();
    private readonly FakeMetrics _metrics = new();
    private readonly FakeTargetHealth _health = new();
    private readonly FakeCloudTrailEvents _events = new();
    private readonly FakeEcsServices _services = new();
    private readonly FakePendingProposals _proposals = new();
    private readonly FakeTimeProvider _time = new(Moments.Start);
    private readonly InMemoryCache _cache = new();

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"tag_key":"Role","tag_value":"web"}""", true)]
    [InlineData("""{"cluster":"production"}""", true)]
    [InlineData("""{"tag_key":"Role"}""", false)]
    [InlineData("""{"tag_value":"web"}""", false)]
    [InlineData("""{"tag_key":"Role","tag_value":"web","cluster":"production"}""", false)]
    [InlineData("""{"cluster":"a/b"}""", false)]
    public void Parameters_AScopeOrNone_AreTakenOrRefused(string given, bool taken) =>
        Assert.Equal(taken, new GetOverview().Parameters.Validate(Test.Json(given)).Succeeded(out _, out _));

    [Fact]
    public async Task Look_WhereNothingIsWrong_SaysWhatWasLookedAt()
    {
        _instances.Put(Instances.Web);
        _services.Put(SampleServices.Web.Deployed(Moments.Start - TimeSpan.FromHours(2)));
        _health.Groups[Group("web")] = [Target("10.0.0.1", "healthy"), Target("10.0.0.2", "draining"), Target("10.0.0.3", "unused")];

        var answer = await LookAsync();

        Assert.StartsWith("All quiet: no alarm in ALARM, no failing instance check, no unhealthy target, no ECS service below its count or deploying, no change in the last hour, no proposal pending.", answer.Summary, StringComparison.Ordinal);
        Assert.All(Sections, s => Assert.Equal(0, answer.Details().GetProperty(s).GetProperty("count").GetInt32()));
        Assert.Empty(answer.Details().GetProperty("not_searched").EnumerateArray());
        Assert.Equal(Tone.Ok, Assert.IsType<ResultCard>(Assert.Single(answer.Cards)).Tone);
    }

    [Fact]
    public async Task Look_AtAnIncident_NamesEachPartWithWhatToLookAtNext()
    {
        PutIncident();

        var answer = await LookAsync();

        foreach (var said in (string[])
        [
            "1 alarm is in ALARM: web-5xx (Sum of HTTPCode_Target_5XX_Count, 08:39 UTC (21 minutes ago): Threshold Crossed)",
            "i-0a1b2c3d4e5f60002 (web-2)",
            "1 target group is not healthy: web (1 of 2 targets healthy: Health checks failed with these codes: [503])",
            "production/web (2 of 3 tasks run, 1 pending, deploying (IN_PROGRESS)",
            "UpdateService on service/production/web (by ci-deployer, 08:19 UTC (41 minutes ago))",
            "1 proposal waits for approval: Reboot EC2 instance i-0a1b2c3d4e5f60002 (by engineer@example.com, risk high, open until 09:10:00 UTC)",
            "\"Sum HTTPCode_Target_5XX_Count of app/production-web/50dc6c495c0c9188 last 1h\"",
            $"\"target health of {GroupArn}\"",
        ])
        {
            Assert.Contains(said, answer.Summary, StringComparison.Ordinal);
        }

        foreach (var section in Sections)
        {
            var line = answer.Details().GetProperty(section).GetProperty("lines")[0];
            var next = line.GetProperty("next");
            var operation = OperationCatalog.Default.Operations.SingleOrDefault(o => o.Name == next.GetProperty("operation").GetString());
            Assert.Equal(section == "proposals", operation is null);
            Assert.True(operation is null || operation.Parameters.Validate(next.GetProperty("parameters")).Succeeded(out _, out _), section);
        }

        Assert.Equal(["table", "timeline"], answer.Cards.Select(c => c is TableCard ? "table" : c is TimelineCard ? "timeline" : "other"));
    }

    [Theory]
    [InlineData("alarms")]
    [InlineData("instances")]
    [InlineData("target_groups")]
    [InlineData("services")]
    [InlineData("changes")]
    [InlineData("proposals")]
    public async Task Look_WhereOneSectionFails_SaysSoAndShowsTheOthers(string section)
    {
        PutIncident();
        var failure = new AwsException(ErrorCode.AwsAccessDenied, "x:Y", "*", "AWS denied x:Y on *.");
        (_metrics.Failure, _instances.Failure, _health.Failure, _services.Failure, _events.Failure, _proposals.Failure) =
            (Only("alarms"), Only("instances"), Only("target_groups"), Only("services"), Only("changes"), Only("proposals"));

        var answer = await LookAsync();

        Assert.Equal("AWS denied x:Y on *.", answer.Details().GetProperty(section).GetProperty("problem").GetString());
        Assert.All(Sections.Where(s => s != section), s => Assert.NotEqual(0, answer.Details().GetProperty(s).GetProperty("count").GetInt32()));
        Assert.Contains("could not be looked at: AWS denied x:Y on *.", answer.Summary, StringComparison.Ordinal);
        Assert.EndsWith("AWS denied x:Y on *.", Assert.Single(NotSearched(answer)), StringComparison.Ordinal);

        AwsException? Only(string name) => name == section ? failure : null;
    }

    [Fact]
    public async Task Look_WhereOneSectionHangs_GivesItUpAndShowsTheOthers()
    {
        PutIncident();
        var looking = RunAsync("{}", new AwsReaders(_instances, _metrics, _health, new Hanging(), _services, new FakeServiceScaling(), new FakeTaskDefinitions()));
        Assert.False(looking.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(12));
        var answer = (await looking).Value();

        Assert.Equal("CloudTrail events: AWS did not answer within 12 seconds. Ask for it alone.", Assert.Single(NotSearched(answer)));
        Assert.Equal(1, answer.Details().GetProperty("alarms").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Look_Again_IsAnsweredFromTheFirstForAMinuteWithTheSameTime()
    {
        PutIncident();
        var first = await LookAsync();
        _metrics.Firing.Clear();
        _proposals.Proposals.Clear();

        _time.Advance(TimeSpan.FromSeconds(59));
        var second = await LookAsync();

        Assert.Single(_events.Queries);
        Assert.Equal((false, true), (IsCached(first), IsCached(second)));
        Assert.Equal("2026-03-14T09:00:00.000Z", second.Details().GetProperty("as_of").GetString());
        Assert.Equal(1, second.Details().GetProperty("alarms").GetProperty("count").GetInt32());
        Assert.Equal(0, second.Details().GetProperty("proposals").GetProperty("count").GetInt32());

        _time.Advance(TimeSpan.FromSeconds(1));
        var third = await LookAsync();

        Assert.Equal(2, _events.Queries.Count);
        Assert.Equal(0, third.Details().GetProperty("alarms").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Look_AtAnotherScope_IsNeverAnsweredFromTheFirst()
    {
        PutIncident();
        foreach (var scope in (string[])["{}", """{"cluster":"production"}""", """{"tag_key":"Role","tag_value":"web"}""", """{"tag_key":"Role","tag_value":"we"}"""])
        {
            Assert.False(IsCached(await LookAsync(scope)));
        }

        Assert.Equal(4, _events.Queries.Count);
    }

    [Fact]
    public async Task Look_AfterAFailure_AsksAgainAfterTenSeconds()
    {
        _events.Failure = new AwsException(ErrorCode.AwsThrottled, "cloudtrail:LookupEvents", "*", "AWS throttled it.");
        await LookAsync();
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(IsCached(await LookAsync()));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(IsCached(await LookAsync()));
    }

    [Fact]
    public async Task Look_TwoAtOnce_AsksAwsOnce()
    {
        var hanging = new Hanging();
        var first = RunAsync("{}", new AwsReaders(_instances, _metrics, _health, hanging, _services, new FakeServiceScaling(), new FakeTaskDefinitions()));
        var second = RunAsync("{}", Readers());
        Assert.False(second.IsCompleted);
        hanging.Answer.SetResult(new CloudTrailPage([], false));
        await first;

        _time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.True(IsCached((await second).Value()));
        Assert.Empty(_events.Queries);
    }

    [Fact]
    public async Task Look_WhereTheCacheFails_AsksAws()
    {
        PutIncident();
        var sources = new OverviewSources(new BrokenCache(), _proposals.ListPendingAsync, _time);

        var answer = (await RunAsync("{}", Readers() with { Overview = sources })).Value();

        Assert.Equal(1, answer.Details().GetProperty("alarms").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Look_AtATag_ShowsWhatHasItOrNamesItAndCountsWhatWasLeftOut()
    {
        PutIncident();
        _metrics.Firing.Add(Alarm("web-2-cpu", "AWS/EC2", "CPUUtilization", ("InstanceId", Impaired.Id)));
        _metrics.Firing.Add(Alarm("web-memory", "AWS/ECS", "MemoryUtilization", ("ClusterName", "production"), ("ServiceName", "web")));

        var answer = await LookAsync("""{"tag_key":"Role","tag_value":"web"}""");

        Assert.Equal(["web-2-cpu", "web-memory"], Whats(answer, "alarms").Order(StringComparer.Ordinal));
        Assert.Equal(["production/web"], Whats(answer, "services"));
        Assert.Equal(["UpdateService on service/production/web"], Whats(answer, "changes"));
        Assert.Equal(
            [
                "1 of 3 alarms in ALARM name nothing of the scope by id or service, and were left out.",
                "1 of 1 target groups that are not healthy name nothing of the scope by id or service, and were left out.",
            ],
            NotSearched(answer));
    }

    [Fact]
    public async Task Look_AtACluster_ShowsItsServicesAndSaysThatInstancesAreNot()
    {
        PutIncident();
        _services.Put(SampleServices.Web with { Arn = ServiceArn + "-2", ClusterArn = "arn:aws:ecs:us-east-1:123456789012:cluster/staging", Running = 0 });

        var answer = await LookAsync("""{"cluster":"production"}""");

        Assert.Equal(["production/web"], Whats(answer, "services"));
        Assert.Contains(NotSearched(answer), s => s.StartsWith("EC2 instances: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_AtAClusterThatIsNotThere_IsRefusedByItsName() =>
        Assert.Equal("nowhere", (await RunAsync("""{"cluster":"nowhere"}""", Readers())).Refusal(ErrorCode.ResourceNotFound).Detail("resource"));

    [Fact]
    public async Task Look_WhereThereIsMoreThanIsRead_SaysWhatWasNotSearched()
    {
        _metrics.Truncated = true;
        for (var i = 0; i < 120; i++)
        {
            _instances.Put(Instances.Numbered(i) with { SystemCheck = "impaired" });
            _health.Groups[Group($"g{i:d3}")] = [];
            _services.Put(SampleServices.Web with { Arn = $"{ServiceArn}-{i}", Name = $"web-{i}" });
            _events.Events.Add(Event("RunInstances", $"i-{i:x8}", i / 10));
        }

        var answer = await LookAsync();

        Assert.Equal(
            ["Alarms", "EC2 instances", "Target groups", "ECS services", "Changes"],
            NotSearched(answer).Select(s => string.Join(' ', s.Split(' ').TakeWhile((w, n) => n == 0 || (n == 1 && w is "instances" or "groups" or "services")))));
        Assert.Equal((50, 20, true), (Section(answer, "instances").GetProperty("count").GetInt32(), Whats(answer, "instances").Count, Section(answer, "instances").GetProperty("truncated").GetBoolean()));
    }

    [Fact]
    public async Task Look_AtServices_KnowsFailedRolloutsTaskSetsAndWhatWasJustDeployed()
    {
        _services.Put((SampleServices.Web with { Arn = "1", Name = "failed" }).Rolling("FAILED"));
        _services.Put((SampleServices.Web with { Arn = "2", Name = "green" }).WithTaskSets("CODE_DEPLOY", SampleServices.TaskSet(3), SampleServices.TaskSet(3, "ACTIVE")).Deployed(Moments.Start - TimeSpan.FromDays(1)));
        _services.Put((SampleServices.Web with { Arn = "3", Name = "new" }).Deployed(Moments.Start - TimeSpan.FromMinutes(41)));
        _services.Put((SampleServices.Web with { Arn = "4", Name = "short", Running = 1 }).Deployed(Moments.Start - TimeSpan.FromDays(1)));

        var answer = await LookAsync();

        Assert.Equal(
            ["production/failed bad", "production/short bad", "production/new neutral"],
            Section(answer, "services").GetProperty("lines").EnumerateArray().Select(l => $"{l.GetProperty("what").GetString()} {l.GetProperty("tone").GetString()}"));
        Assert.Contains("production/new (3 of 3 tasks run, deployed web:42, 08:19 UTC (41 minutes ago))", answer.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AtInstances_ShowsEventsAheadAndNotThoseThatAreOver()
    {
        var over = Event("[Completed] x");
        _instances.Put(Instances.Numbered(1) with { ScheduledEvents = [over] });
        _instances.Put(Instances.Numbered(2) with { ScheduledEvents = [Event("The instance is running on degraded hardware")] });
        _instances.Put(Instances.Numbered(3) with { EbsCheck = "impaired" });

        var answer = await LookAsync();

        Assert.Equal(["i-0a1b2c3d4e5f60003 (web-3)", "i-0a1b2c3d4e5f60002 (web-2)"], Whats(answer, "instances"));

        static ScheduledEvent Event(string description) => new("instance-retirement", description, Moments.Start + TimeSpan.FromDays(3), null, null);
    }

    [Fact]
    public async Task Look_AtAlarmsOfEveryKind_OffersOnlyWhatTheDiagnosticTakes()
    {
        _metrics.Firing.Add(Alarm("plain", "AWS/EC2", "CPUUtilization", ("InstanceId", Instances.WebId)));
        _metrics.Firing.Add(Alarm("own", "Shop", "Orders", ("Shop", "berlin")));
        _metrics.Firing.Add(Alarm("without dimensions", "Shop", "Orders"));
        _metrics.Firing.Add(new FiringAlarm("composite", Moments.Start, "ALARM(a) AND ALARM(b)", null, null, IsComposite: true));
        _metrics.Firing.Add(new FiringAlarm("query", Moments.Start, "crossed", null, null));

        var answer = await LookAsync();

        var next = Section(answer, "alarms").GetProperty("lines").EnumerateArray().ToDictionary(l => l.GetProperty("what").GetString()!, l => l.GetProperty("next"));
        Assert.Equal("Shop", next["own"].GetProperty("parameters").GetProperty("namespace").GetString());
        Assert.Equal((JsonValueKind.String, JsonValueKind.Null), (next["plain"].GetProperty("say").ValueKind, next["own"].GetProperty("say").ValueKind));
        Assert.All(
            ["without dimensions", "composite", "query"],
            n => Assert.Equal($$"""{"operation":"get_cloudwatch_metrics","parameters":{"alarm_name":"{{n}}"},"say":null}""", next[n].GetRawText()));
        Assert.Contains("composite alarm", answer.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_Alike_AreOneLineAndFailedOnesAreSaid()
    {
        foreach (var minutes in (int[])[5, 6, 7])
        {
            _events.Events.Add(Event("PutImage", "repository/web", minutes));
        }

        _events.Events.Add(Event("TerminateInstances", Instances.WebId, 8) with { ErrorCode = "Client.UnauthorizedOperation" });

        var answer = await LookAsync();

        Assert.Equal(
            ["by ci-deployer, 3 times", "by ci-deployer failed with Client.UnauthorizedOperation"],
            Section(answer, "changes").GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("text").GetString()));
        Assert.Equal(("ReadOnly", "false", Moments.Start - TimeSpan.FromHours(1)), (_events.Queries[0].Attribute, _events.Queries[0].Value, _events.Queries[0].From));
    }

    [Fact]
    public async Task Proposals_InDetails_HaveNothingThatTheirListLacks()
    {
        PutIncident();

        var line = Section(await LookAsync(), "proposals").GetProperty("lines")[0];

        Assert.Equal(["what", "text", "tone", "since", "reason", "next"], line.EnumerateObject().Select(m => m.Name));
        Assert.Equal(JsonValueKind.Null, line.GetProperty("reason").ValueKind);
        Assert.Equal("01kkng0000000000000000prop", line.GetProperty("next").GetProperty("parameters").GetProperty("proposal_id").GetString());
    }

    private static Instance Impaired { get; } = Instances.Numbered(2) with { InstanceCheck = "impaired" };

    private static TargetGroup Group(string name) => new(GroupArn.Replace("/web/", $"/{name}/", StringComparison.Ordinal), name, "ip", "HTTP", 8080);

    private static TargetHealth Target(string id, string state) =>
        new(id, 8080, null, state, null, state == "unhealthy" ? "Health checks failed with these codes: [503]" : null);

    private static FiringAlarm Alarm(string name, string @namespace, string metric, params (string Key, string Value)[] dimensions) =>
        new(name, Moments.Start - TimeSpan.FromMinutes(21), "Threshold Crossed", new MetricIdentity(@namespace, metric, Instances.Tags(dimensions)), "Sum");

    private static CloudTrailEvent Event(string name, string resource, double minutesAgo) => new(
        $"{name}-{resource}-{minutesAgo}", name, "ecs.amazonaws.com", Moments.Start - TimeSpan.FromMinutes(minutesAgo), "ci-deployer", "198.51.100.40", null, [resource], null, false);

    private static List<string> NotSearched(OperationAnswer answer) => [.. answer.Details().GetProperty("not_searched").EnumerateArray().Select(s => s.GetString()!)];

    private static JsonElement Section(OperationAnswer answer, string name) => answer.Details().GetProperty(name);

    private static List<string> Whats(OperationAnswer answer, string section) => [.. Section(answer, section).GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("what").GetString()!)];

    private static bool IsCached(OperationAnswer answer) => answer.Details().GetProperty("cached").GetBoolean();

    private void PutIncident()
    {
        _metrics.Firing.Add(Alarm("web-5xx", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", ("LoadBalancer", "app/production-web/50dc6c495c0c9188")));
        _instances.Put(Impaired);
        _health.Groups[Group("web")] = [Target("10.0.0.1", "healthy"), Target("10.0.0.2", "unhealthy")];
        _services.Put((SampleServices.Web with { Arn = ServiceArn, Running = 2, Pending = 1 }).WithTag("Role", "web").Rolling("IN_PROGRESS"));
        _events.Events.Add(Event("UpdateService", ServiceArn, 41));
        _proposals.Proposals.Add(new PendingProposal(
            "01kkng0000000000000000prop", "Reboot EC2 instance i-0a1b2c3d4e5f60002", "engineer@example.com", "high", Moments.After(600)));
    }

    private AwsReaders Readers() => new(_instances, _metrics, _health, _events, _services, new FakeServiceScaling(), new FakeTaskDefinitions());

    private async Task<OperationAnswer> LookAsync(string given = "{}") => (await RunAsync(given, Readers())).Value();

    private Task<Outcome<OperationAnswer>> RunAsync(string given, AwsReaders readers) => new GetOverview().RunAsync(
        new GetOverview().Parameters.Validate(Test.Json(given)).Value(),
        readers with { Overview = readers.Overview ?? new OverviewSources(_cache, _proposals.ListPendingAsync, _time) },
        _time.GetUtcNow(),
        Test.Stop);

    private sealed class Hanging : ICloudTrailEvents
    {
        public TaskCompletionSource<CloudTrailPage> Answer { get; } = new();

        public Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken) => Answer.Task.WaitAsync(cancellationToken);
    }

    private sealed class BrokenCache : ISharedCache
    {
        private static readonly AwsException Failure = new(ErrorCode.AwsThrottled, "dynamodb:UpdateItem", "sessions", "AWS throttled it.");

        public Task<CacheEntry> FindOrClaimAsync(string key, DateTimeOffset now, TimeSpan claim, CancellationToken cancellationToken) => Task.FromException<CacheEntry>(Failure);

        public Task StoreAsync(string key, string text, DateTimeOffset staleAt, CancellationToken cancellationToken) => Task.FromException(Failure);
    }
}
