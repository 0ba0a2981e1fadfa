using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class SearchCloudTrailEventsTests
{
    private readonly FakeCloudTrailEvents _events = new();

    [Theory]
    [InlineData("event_name", "\"UpdateService\"", true)]
    [InlineData("event_name", "\"Update Service\"", false)]
    [InlineData("event_name", "\"Update*\"", false)]
    [InlineData("event_name", "\"\"", true)]
    [InlineData("resource_name", "\"arn:aws:ecs:us-east-1:123456789012:service/production/web\"", true)]
    [InlineData("resource_name", "\"sg-0f1e2d3c\"", true)]
    [InlineData("resource_name", "\"/aws/lambda/orders\"", true)]
    [InlineData("resource_name", "\"my alarm (prod)\"", true)]
    [InlineData("resource_name", "\"caf\u00e9\"", false)]
    [InlineData("resource_name", "\"a\\u0007b\"", false)]
    [InlineData("event_source", "\"ecs.amazonaws.com\"", true)]
    [InlineData("event_source", "\"ecs\"", true)]
    [InlineData("event_source", "\"ECS service\"", false)]
    [InlineData("access_key_id", "\"AKIAIOSFODNN7EXAMPLE\"", true)]
    [InlineData("access_key_id", "\"akia\"", false)]
    [InlineData("user_name", "\"maria@example.com\"", true)]
    [InlineData("user_name", "\"ci-deployer\"", true)]
    [InlineData("user_name", "\"repo:o/r:ref:refs/heads/main\"", true)]
    [InlineData("user_name", "\"a\\u200bb\"", false)]
    [InlineData("time_window", "\"1h\"", true)]
    [InlineData("time_window", "\"3h\"", true)]
    [InlineData("time_window", "\"6h\"", true)]
    [InlineData("time_window", "\"12h\"", true)]
    [InlineData("time_window", "\"24h\"", true)]
    [InlineData("time_window", "\"3d\"", true)]
    [InlineData("time_window", "\"7d\"", true)]
    [InlineData("time_window", "\"15m\"", false)]
    [InlineData("time_window", "\"30d\"", false)]
    [InlineData("max_results", "1", true)]
    [InlineData("max_results", "\"50\"", true)]
    [InlineData("max_results", "0", false)]
    [InlineData("max_results", "51", false)]
    [InlineData("max_results", "1.5", false)]
    [InlineData("max_results", "\"ten\"", false)]
    [InlineData("read_only", "\"true\"", false)]
    public void Parameters_OneOfThem_IsTakenOrRefusedByName(string name, string value, bool taken)
    {
        var outcome = new SearchCloudTrailEvents().Parameters.Validate(Test.Json($$"""{"{{name}}":{{value}}}"""));

        Assert.Equal(taken, outcome.Succeeded(out _, out _));
        if (!taken)
        {
            Assert.Equal(name, outcome.Refusal(ErrorCode.ValidationError).Detail("field"));
        }
    }

    [Theory]
    [InlineData("event_name", 128)]
    [InlineData("resource_name", 1024)]
    [InlineData("user_name", 256)]
    public void Parameters_LongText_EndsAtItsLimit(string name, int most)
    {
        Assert.True(Taken(most));
        Assert.False(Taken(most + 1));

        bool Taken(int length) =>
            new SearchCloudTrailEvents().Parameters.Validate(Test.Json($$"""{"{{name}}":"{{new string('a', length)}}"}""")).Succeeded(out _, out _);
    }

    // The one that CloudTrail searches by is that with the fewest events; the others are looked for in what it answers.
    [Theory]
    [InlineData("""{"event_name":"UpdateService","user_name":"ci"}""", "Username", "ci", "1 event by ci named UpdateService in")]
    [InlineData("""{"event_source":"ecs","event_name":"UpdateService"}""", "EventName", "UpdateService", "2 events named UpdateService of ecs.amazonaws.com in")]
    [InlineData("""{"event_source":"ec2"}""", "EventSource", "ec2.amazonaws.com", "2 events of ec2.amazonaws.com in")]
    [InlineData("""{"user_name":"ci","resource_name":"web"}""", "ResourceName", "web", "2 events on web by ci in")]
    [InlineData("""{"access_key_id":"AKIAIOSFODNN7EXAMPLE","user_name":"ci"}""", "AccessKeyId", "AKIAIOSFODNN7EXAMPLE", "1 event by the access key that ends in MPLE by ci in")]
    public async Task Look_BySeveral_SearchesByOneAndAppliesTheOthers(string given, string attribute, string value, string words)
    {
        _events.AppliesEveryAttribute = true;
        _events.Events.Add(Event("UpdateService", 1, "ci") with { Resources = ["web"], AccessKeyId = "AKIAIOSFODNN7EXAMPLE" });
        _events.Events.Add(Event("UpdateService", 2, "ada"));
        _events.Events.Add(Event("RunInstances", 3, "ci") with { Source = "ec2.amazonaws.com", Resources = ["web"] });
        _events.Events.Add(Event("RunInstances", 4, "ada") with { Source = "ec2.amazonaws.com", Resources = ["db"], AccessKeyId = "AKIAIOSFODNN7EXAMPLE" });

        var finding = await LookAsync(given);

        var query = Assert.Single(_events.Queries);
        Assert.Equal((attribute, value, 500), (query.Attribute, query.Value, query.Limit));
        Assert.StartsWith(words, finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_ThatAwsThrottled_SaysWhatWasNotSearched()
    {
        for (var i = 0; i < 600; i++)
        {
            _events.Events.Add(Event("DescribeInstances", i, "ci") with { Id = $"read-{i}" });
        }

        _events.Throttled = true;

        var finding = await LookAsync("""{"user_name":"ci","event_name":"StopTask"}""");

        Assert.Equal(
            "No events by ci named StopTask among those that were read. CloudTrail has more than was read, but AWS took no more calls: it allows two a second for the whole account: "
            + "older than 00:41 UTC (8 hours ago) nothing was looked at. Ask for a shorter time, or by event_name or resource_name.",
            finding.Summary);
        Assert.Equal("2026-03-14T00:41:00.000Z", finding.Details().GetProperty("searched_back_to").GetString());
    }

    [Fact]
    public async Task Look_WithoutParameters_IsTenOfADay()
    {
        for (var i = 0; i < 20; i++)
        {
            _events.Events.Add(Event("UpdateService", i, "ci"));
        }

        var details = (await LookAsync("{}")).Details();

        Assert.Equal(("24h", 10), (details.GetProperty("time_window").GetString(), details.GetProperty("count").GetInt32()));
        Assert.Equal(Moments.Start - TimeSpan.FromDays(1), _events.Queries[0].From);
    }

    [Theory]
    [InlineData("""{"event_name":"StopTask","start_time":"2026-03-13T10:00Z","end_time":"2026-03-13T11:00Z"}""", "CloudTrail has no events named StopTask from 10:00 to 11:00 UTC on 13 March. Only this Region", "CloudTrail, 2026-03-13 10:00 to 2026-03-13 11:00 UTC")]
    [InlineData("""{"event_name":"StopTask","start_time":"2026-03-14T03:00Z"}""", "CloudTrail has no events named StopTask since 03:00 UTC. CloudTrail is up to 15 minutes late", "CloudTrail, 2026-03-14 03:00 to 2026-03-14 09:00 UTC")]
    [InlineData("""{"event_name":"StopTask","start_time":"2026-03-14T03:00Z","end_time":"2026-03-14T08:50Z"}""", "CloudTrail has no events named StopTask from 03:00 to 08:50 UTC. CloudTrail is up to 15 minutes late", "CloudTrail, 2026-03-14 03:00 to 2026-03-14 08:50 UTC")]
    public async Task Look_BetweenMoments_AsksForThemAndSaysThem(string given, string summary, string title)
    {
        var finding = await LookAsync(given);

        Assert.StartsWith(summary, finding.Summary, StringComparison.Ordinal);
        var query = Assert.Single(_events.Queries);
        var details = finding.Details();
        Assert.Equal(
            (null, Timestamps.Text(query.From), Timestamps.Text(query.To)),
            (details.GetProperty("time_window").GetString(), details.GetProperty("start_time").GetString(), details.GetProperty("end_time").GetString()));
        Assert.Equal(title, Assert.Single(finding.Cards).Title);
    }

    [Fact]
    public async Task Look_AtEventsOfAnHour_SaysTheHour()
    {
        _events.Events.Add(Event("UpdateService", 90, "ci"));

        Assert.StartsWith(
            "1 event from 07:00 to 08:00 UTC: 1 change,",
            (await LookAsync("""{"start_time":"2026-03-14T07:00Z","end_time":"2026-03-14T08:00Z"}""")).Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_BeforeCloudTrailsHistory_IsRefused()
    {
        var arguments = new SearchCloudTrailEvents().Parameters.Validate(Test.Json("""{"start_time":"2025-12-01"}""")).Value();
        var readers = new AwsReaders(new FakeInstances(), new FakeMetrics(), new FakeTargetHealth(), _events, new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());

        Assert.Equal("start_time", (await new SearchCloudTrailEvents().RunAsync(arguments, readers, Moments.Start, Test.Stop)).Refusal(ErrorCode.ValidationError).Detail("field"));
        Assert.Empty(_events.Queries);
    }

    [Theory]
    [InlineData("""{"event_name":"UpdateService","max_results":"7"}""", "EventName", "UpdateService", 7)]
    [InlineData("""{"resource_name":"sg-1"}""", "ResourceName", "sg-1", 500)]
    [InlineData("""{"user_name":"ci-deployer","max_results":50}""", "Username", "ci-deployer", 500)]
    public async Task Look_ByOneAttribute_AsksCloudTrailInItsWords(string given, string? attribute, string? value, int limit)
    {
        await LookAsync(given);

        Assert.Equal(new CloudTrailQuery(attribute, value, Moments.Start - TimeSpan.FromHours(24), Moments.Start, limit), Assert.Single(_events.Queries));
    }

    [Fact]
    public async Task Look_ByNothing_AsksForTheChangesByThemselves_ThenForAll()
    {
        await LookAsync("""{"max_results":1}""");

        var from = Moments.Start - TimeSpan.FromHours(24);
        Assert.Equal([new CloudTrailQuery("ReadOnly", "false", from, Moments.Start, 50), new CloudTrailQuery(null, null, from, Moments.Start, 50)], _events.Queries);
    }

    // Ten minutes of a busy account are hundreds of reads.
    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"user_name":"ci"}""", 150)]
    [InlineData("""{"resource_name":"arn:aws:ecs:us-east-1:123456789012:service/main/web"}""", 150)]
    public async Task Look_OneChangeBehindManyReads_NamesIt(string given, int reads)
    {
        for (var i = 0; i < reads; i++)
        {
            _events.Events.Add(Event("DescribeInstances", 1, "ci") with { Id = $"read-{i}", ReadOnly = true });
        }

        _events.Events.Add(Event("UpdateService", 40, "ci") with { ReadOnly = false });

        var finding = await LookAsync(given);

        Assert.Contains("1 change,", finding.Summary, StringComparison.Ordinal);
        Assert.Contains("UpdateService by ci at", finding.Summary, StringComparison.Ordinal);
        Assert.Contains(finding.Details().GetProperty("events").EnumerateArray(), e => e.GetProperty("event_name").GetString() == "UpdateService");
    }

    [Fact]
    public async Task Look_MoreThanWasRead_SaysHowFarBackAndHowToNarrow()
    {
        for (var i = 0; i < 700; i++)
        {
            _events.Events.Add(Event("DescribeInstances", i, "ci"));
        }

        Assert.EndsWith(
            "CloudTrail has more than was read: older than 00:41 UTC (8 hours ago) nothing was looked at. Ask for a shorter time, or by event_name or resource_name.",
            (await LookAsync("""{"user_name":"ci"}""")).Summary,
            StringComparison.Ordinal);
        // Of reads it is no matter.
        Assert.DoesNotContain("more than was read", (await LookAsync("{}")).Summary, StringComparison.Ordinal);
    }

    // Not its verb: SelectObjectContent reads, AssumeRole of CloudTrail's own is a read, and a GetX may be none.
    [Theory]
    [InlineData("GenerateDataKey", true)]
    [InlineData("GetFederationToken", false)]
    public async Task Look_AnEventThatSaysWhetherItReads_IsBelieved(string name, bool reads)
    {
        _events.Events.Add(Event(name, 1, "somebody") with { ReadOnly = reads });
        Assert.Equal(reads, (await LookAsync("{}")).Details().GetProperty("events")[0].GetProperty("read_only").GetBoolean());
    }

    [Fact]
    public async Task Look_ASessionOfARole_NamesBoth()
    {
        _events.Events.Add(Event("UpdateService", 5, "botocore-session-1764270000") with { Role = "ecs-deployer" });

        var finding = await LookAsync("{}");

        Assert.Contains("UpdateService by botocore-session-1764270000 (role ecs-deployer) at", finding.Summary, StringComparison.Ordinal);
        Assert.Equal("ecs-deployer", finding.Details().GetProperty("events")[0].GetProperty("role").GetString());
    }

    [Fact]
    public async Task Look_AmongManyReads_KeepsTheChangesAndSaysThemFirst()
    {
        for (var i = 1; i <= 20; i++)
        {
            _events.Events.Add(Event("DescribeServices", i, "grafana"));
        }

        _events.Events.Add(Event("UpdateService", 41, "ci-deployer") with { Resources = ["arn:aws:ecs:us-east-1:123456789012:service/production/web"] });
        _events.Events.Add(Event("RebootInstances", 95, "intern") with { Resources = ["i-0a1b2c3d"], ErrorCode = "Client.UnauthorizedOperation" });
        _events.Events.Add(Event("AuthorizeSecurityGroupIngress", 180, "maria@example.com") with { Resources = ["sg-1"] });

        var finding = await LookAsync("{}");

        Assert.Equal(
            "10 events in the last 24 hours (of more): 2 changes, 1 failed call, 7 reads. "
            + "Changes, newest first: UpdateService on service/production/web by ci-deployer at 08:19 UTC (41 minutes ago); "
            + "AuthorizeSecurityGroupIngress on sg-1 by maria@example.com at 06:00 UTC (3 hours ago). "
            + "Failed: RebootInstances on i-0a1b2c3d by intern at 07:25 UTC (95 minutes ago) with Client.UnauthorizedOperation.",
            finding.Summary);
        var names = finding.Details().GetProperty("events").EnumerateArray().Select(e => e.GetProperty("event_name").GetString()).ToList();
        Assert.Equal([.. Enumerable.Repeat("DescribeServices", 7), "UpdateService", "RebootInstances", "AuthorizeSecurityGroupIngress"], names);
        Assert.True(finding.Details().GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Look_AtAnEvent_AnswersWhoWhatWhenWhereAndNothingElse()
    {
        _events.Events.Add(Event("RebootInstances", 5, "opsagent-executor") with { Resources = ["i-0a1b2c3d"], SourceIdentity = "01kkng00000000000000000001" });

        var finding = await LookAsync("""{"resource_name":"i-0a1b2c3d"}""");

        Assert.Equal(
            """{"count":1,"truncated":false,"time_window":"24h","start_time":"2026-03-13T09:00:00.000Z","end_time":"2026-03-14T09:00:00.000Z","events":[{"event_id":"id-5","time":"2026-03-14T08:55:00.000Z","event_name":"RebootInstances","event_source":"ecs.amazonaws.com","read_only":false,"user":"opsagent-executor","role":null,"source_ip":"198.51.100.7","source_identity":"01kkng00000000000000000001","resources":["i-0a1b2c3d"],"error_code":null}],"calls":0,"not_searched":[]}""",
            finding.Details().GetRawText());
        Assert.Equal(
            "1 event on i-0a1b2c3d in the last 24 hours: 1 change, 0 failed calls, 0 reads. "
            + "Changes, newest first: RebootInstances on i-0a1b2c3d by opsagent-executor (for 01kkng00000000000000000001) at 08:55 UTC (5 minutes ago).",
            finding.Summary);
    }

    [Theory]
    [InlineData("arn:aws:ecs:us-east-1:123456789012:task-definition/web:42", "task-definition/web:42")]
    [InlineData("arn:aws:s3:::logs", "logs")]
    [InlineData("sg-0f1e2d3c", "sg-0f1e2d3c")]
    public async Task Look_AtAResource_SaysItAsPeopleDo(string resource, string words)
    {
        _events.Events.Add(Event("TagResource", 1, "somebody") with { Resources = [resource, "other"] });
        Assert.Contains($"TagResource on {words} by somebody", (await LookAsync("{}")).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DescribeInstances", true)]
    [InlineData("GetParameter", true)]
    [InlineData("ListMetrics", true)]
    [InlineData("LookupEvents", true)]
    [InlineData("AssumeRole", true)]
    [InlineData("UpdateService", false)]
    [InlineData("PutRolePolicy", false)]
    [InlineData("ConsoleLogin", false)]
    [InlineData("DeleteListener", false)]
    public async Task Look_AnyEvent_SaysWhetherItOnlyRead(string name, bool reads)
    {
        _events.Events.Add(Event(name, 1, "somebody"));
        Assert.Equal(reads, (await LookAsync("{}")).Details().GetProperty("events")[0].GetProperty("read_only").GetBoolean());
    }

    [Fact]
    public async Task Look_ManyChanges_NamesFiveAndCountsTheRest()
    {
        for (var i = 1; i <= 7; i++)
        {
            _events.Events.Add(Event("UpdateService", i, "ci-deployer"));
        }

        Assert.EndsWith("; and 2 more.", (await LookAsync("""{"user_name":"ci-deployer"}""")).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "CloudTrail has no events in the last 24 hours. ")]
    [InlineData("""{"user_name":"nobody","time_window":"1h"}""", "CloudTrail has no events by nobody in the last hour. ")]
    [InlineData("""{"event_name":"StopTask","time_window":"7d"}""", "CloudTrail has no events named StopTask in the last 7 days. ")]
    public async Task Look_NothingFound_SaysThatCloudTrailIsLate(string given, string words) => Assert.Equal(
        words + "CloudTrail is up to 15 minutes late: look again for something that has just happened. "
        + "Only this Region was searched; IAM and other global services write their events in us-east-1.",
        (await LookAsync(given)).Summary);

    [Fact]
    public async Task Look_CloudDoesNotAnswer_ThrowsItsFailure()
    {
        _events.Failure = new AwsException(ErrorCode.AwsThrottled, "cloudtrail:LookupEvents", "*", "slow down");
        await Assert.ThrowsAsync<AwsException>(() => LookAsync("{}"));
    }

    private static CloudTrailEvent Event(string name, int minutesAgo, string user) => new(
        $"id-{minutesAgo}", name, "ecs.amazonaws.com", Moments.Start - TimeSpan.FromMinutes(minutesAgo), user, "198.51.100.7", null, [], null);

    private async Task<OperationAnswer> LookAsync(string given) => (await new SearchCloudTrailEvents().RunAsync(
        new SearchCloudTrailEvents().Parameters.Validate(Test.Json(given)).Value(),
        new AwsReaders(new FakeInstances(), new FakeMetrics(), new FakeTargetHealth(), _events, new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions()),
        Moments.Start,
        Test.Stop)).Value();
}
