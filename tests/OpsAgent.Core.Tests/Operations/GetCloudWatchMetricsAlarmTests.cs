using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>An alarm by its name: how it stands, why, and the metric that it looks at.</summary>
public sealed class GetCloudWatchMetricsAlarmTests
{
    private static readonly MetricIdentity Errors = new("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", Instances.Tags(("LoadBalancer", "app/web/50dc6c495c0c9188")));
    private static readonly MetricIdentity Requests = Errors with { Name = "RequestCount" };

    private static readonly Alarm Loud = new("web-5xx", "ALARM", Moments.Start - TimeSpan.FromMinutes(21))
    {
        Reason = "Threshold Crossed: 3 datapoints were greater than the threshold (50.0).",
        Metrics = [Errors],
        Statistic = "Sum",
        Period = TimeSpan.FromMinutes(1),
        Comparison = "GreaterThanThreshold",
        Threshold = 50,
    };

    private readonly FakeMetrics _metrics = new();

    [Theory]
    [InlineData("""{"alarm_name":"web-5xx"}""", null)]
    [InlineData("""{"alarm_name":"web-5xx","time_window":"3h","statistic":"p95"}""", null)]
    [InlineData("""{"alarm_name":"Über (prod) 5xx > 10","start_time":"2026-03-14T08:00Z"}""", null)]
    [InlineData("""{"alarm_name":"web-5xx","metric":"RequestCount"}""", "alarm_name")]
    [InlineData("""{"alarm_name":"web-5xx","resource":"i-0a1b2c3d"}""", "alarm_name")]
    [InlineData("""{"alarm_name":"web-5xx","namespace":"AWS/EC2"}""", "alarm_name")]
    [InlineData("""{"alarm_name":"web-5xx","dimensions":"a=b"}""", "alarm_name")]
    [InlineData("""{}""", "metric")]
    public void Parameters_AnAlarm_GoesWithATimeAndAStatisticAlone(string given, string? refused)
    {
        var outcome = new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given));

        Assert.Equal(refused is null, outcome.Succeeded(out _, out _));
        Assert.True(refused is null || refused == outcome.Refusal(ErrorCode.ValidationError).Detail("field"));
    }

    [Fact]
    public async Task Look_AtAnAlarmInAlarm_SaysWhySinceWhenAndWhatItsMetricDid()
    {
        _metrics.AlarmsByName["web-5xx"] = Loud;
        _metrics.Put("HTTPCode_Target_5XX_Count", "app/web/50dc6c495c0c9188", [.. Enumerable.Repeat(2.0, 36), .. Enumerable.Repeat(180.0, 24)]);

        var answer = await LookAsync("""{"alarm_name":"web-5xx"}""");

        Assert.Equal(
            "Alarm web-5xx is in ALARM since 08:39 UTC (21 minutes ago): Sum above 50. "
            + "CloudWatch says: Threshold Crossed: 3 datapoints were greater than the threshold (50.0). "
            + "It looks at HTTPCode_Target_5XX_Count of LoadBalancer=app/web/50dc6c495c0c9188. "
            + "HTTPCode_Target_5XX_Count stepped up at 08:36 UTC (24 minutes ago), from about 2 to about 180. "
            + "It is 180 now and was 73.2 on average over the last hour (lowest 2, peak 180; Sum per minute).",
            answer.Summary);
        Assert.Equal(
            """{"name":"web-5xx","state":"ALARM","since":"2026-03-14T08:39:00.000Z","reason":"Threshold Crossed: 3 datapoints were greater than the threshold (50.0).","description":null,"composite":false,"statistic":"Sum","comparison":"GreaterThanThreshold","threshold":50,"expression":null,"period_seconds":60,"parts":[]}""",
            answer.Details().GetProperty("alarm").GetRawText());
        var chart = Assert.IsType<ChartCard>(Assert.Single(answer.Cards));
        Assert.Equal(("Alarm web-5xx: HTTPCode_Target_5XX_Count of app/web/50dc6c495c0c9188", Tone.Bad, 50), (chart.Title, chart.Tone, Assert.Single(chart.Thresholds).Value));
        Assert.Equal(new Subject(SubjectKind.Alarm, "web-5xx"), answer.Subject);
    }

    [Fact]
    public async Task Look_ByItsArn_FindsTheAlarm()
    {
        _metrics.AlarmsByName["web: 5xx"] = Loud with { Name = "web: 5xx" };

        Assert.StartsWith("Alarm web: 5xx is", (await LookAsync("""{"alarm_name":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:web: 5xx"}""")).Summary, StringComparison.Ordinal);
    }

    // The window shows how it came to its state, and the period is the alarm's at least.
    [Theory]
    [InlineData("ALARM", 21, 60, "1h", 60)]
    [InlineData("ALARM", 200, 60, "6h", 300)]
    [InlineData("ALARM", 21, 300, "1h", 300)]
    [InlineData("ALARM", 21, 3600, "6h", 3600)]
    [InlineData("ALARM", 21, 86400, "7d", 86400)]
    [InlineData("ALARM", 21, 10, "1h", 60)]
    [InlineData("OK", 100, 60, "3h", 60)]
    [InlineData("OK", 99999, 60, "1h", 60)]
    public async Task Look_WithoutAWindow_ChoosesOneThatShowsHowItCame(string state, int minutes, int period, string window, int seconds)
    {
        _metrics.AlarmsByName["web-5xx"] = Loud with { State = state, Since = Moments.Start - TimeSpan.FromMinutes(minutes), Period = TimeSpan.FromSeconds(period) };

        var details = (await LookAsync("""{"alarm_name":"web-5xx"}""")).Details();

        Assert.Equal(window, details.GetProperty("time_window").GetString());
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(_metrics.Calls).Period);
    }

    [Fact]
    public async Task Look_AtAWindowOfLongerPeriods_SaysThatItsSumsAreNotTheAlarms()
    {
        _metrics.AlarmsByName["web-5xx"] = Loud;
        _metrics.Put("HTTPCode_Target_5XX_Count", "app/web/50dc6c495c0c9188", 100, 100, 100);

        Assert.EndsWith("The alarm compares the Sum of one minute, and here each datapoint is of 15 minutes.", (await LookAsync("""{"alarm_name":"web-5xx","time_window":"24h"}""")).Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("The alarm compares", (await LookAsync("""{"alarm_name":"web-5xx","time_window":"24h","statistic":"Maximum"}""")).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AtAnExpression_ShowsItsFirstMetricAndSaysSo()
    {
        _metrics.AlarmsByName["rate"] = Loud with { Name = "rate", Metrics = [Errors, Requests], Expression = "100*m1/m2", Threshold = 5 };
        _metrics.Put("HTTPCode_Target_5XX_Count", "app/web/50dc6c495c0c9188", [.. Enumerable.Repeat(2.0, 60)]);

        var answer = await LookAsync("""{"alarm_name":"rate"}""");

        Assert.Contains(": 100*m1/m2 above 5. ", answer.Summary, StringComparison.Ordinal);
        Assert.Contains("Shown is HTTPCode_Target_5XX_Count of LoadBalancer=app/web/50dc6c495c0c9188, the first of the 2 metrics in its expression, and not the expression.", answer.Summary, StringComparison.Ordinal);
        Assert.Contains("RequestCount of LoadBalancer=app/web/50dc6c495c0c9188", answer.Details().GetProperty("not_searched")[0].GetString(), StringComparison.Ordinal);
        Assert.Empty(Assert.IsType<ChartCard>(Assert.Single(answer.Cards)).Thresholds);
    }

    [Fact]
    public async Task Look_AtABand_SaysTheBand()
    {
        _metrics.AlarmsByName["odd"] = Loud with { Name = "odd", Expression = "ANOMALY_DETECTION_BAND(m1, 2)", Comparison = "LessThanLowerOrGreaterThanUpperThreshold", Threshold = null };
        _metrics.Put("HTTPCode_Target_5XX_Count", "app/web/50dc6c495c0c9188", [.. Enumerable.Repeat(2.0, 60)]);

        Assert.Contains(": outside of ANOMALY_DETECTION_BAND(m1, 2). ", (await LookAsync("""{"alarm_name":"odd"}""")).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AtACompositeAlarm_SaysItsRuleAndHowItsAlarmsStand()
    {
        _metrics.AlarmsByName["both"] = new Alarm("both", "ALARM", Moments.Start - TimeSpan.FromMinutes(5))
        {
            Reason = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx transitioned to ALARM",
            Expression = "ALARM(\"web-5xx\") OR ALARM(\"web-cpu\")",
            Comparison = MetricAlarm.Composite,
        };
        _metrics.Parts["both"] = [new AlarmPart("web-cpu", "OK"), new AlarmPart("web-5xx", "ALARM"), new AlarmPart("web-mem", "INSUFFICIENT_DATA")];

        var answer = await LookAsync("""{"alarm_name":"both"}""");

        Assert.Equal(
            "Alarm both is in ALARM since 08:55 UTC (5 minutes ago): it is composed of others, ALARM(\"web-5xx\") OR ALARM(\"web-cpu\"). "
            + "CloudWatch says: arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx transitioned to ALARM. "
            + "Of its alarms in ALARM: web-5xx. Of its alarms without enough data: web-mem. Of its alarms OK: web-cpu. "
            + "It looks at other alarms and has no metric of its own; ask for one of them.",
            answer.Summary);
        Assert.Equal(Tone.Bad, Assert.IsType<ResultCard>(Assert.Single(answer.Cards)).Tone);
        Assert.Equal((3, true), (answer.Details().GetProperty("alarm").GetProperty("parts").GetArrayLength(), answer.Details().GetProperty("alarm").GetProperty("composite").GetBoolean()));
        Assert.Empty(_metrics.Calls);
    }

    [Fact]
    public async Task Look_AtAQuery_ShowsWhatThereIs()
    {
        _metrics.AlarmsByName["any-cpu"] = new Alarm("any-cpu", "OK", Moments.Start - TimeSpan.FromDays(3))
        {
            Expression = "SELECT MAX(CPUUtilization) FROM SCHEMA(\"AWS/EC2\", InstanceId)", Comparison = "GreaterThanThreshold", Threshold = 90, Description = "Any instance is busy",
        };

        Assert.Equal(
            "Alarm any-cpu is OK since 2026-03-11 09:00 UTC (3 days ago): SELECT MAX(CPUUtilization) FROM SCHEMA(\"AWS/EC2\", InstanceId) above 90. "
            + "Its description: Any instance is busy. It looks at no single metric, so none is shown.",
            (await LookAsync("""{"alarm_name":"any-cpu"}""")).Summary);
    }

    [Fact]
    public async Task Look_WithoutDatapoints_DoesNotClaimThatThereWereSome()
    {
        _metrics.AlarmsByName["idle"] = Loud with { Name = "idle", State = "INSUFFICIENT_DATA", Metrics = [new MetricIdentity("Shop", "Orders", MetricDimensionsOf())], Statistic = "Average" };

        Assert.EndsWith("CloudWatch has no datapoints of it for the last hour.", (await LookAsync("""{"alarm_name":"idle"}""")).Summary, StringComparison.Ordinal);

        static System.Collections.Immutable.ImmutableSortedDictionary<string, string> MetricDimensionsOf() => Instances.Tags();
    }

    [Theory]
    [InlineData("WEB_5XX")]
    [InlineData("5xx")]
    [InlineData("production web-5xx")]
    public async Task Look_AtAnAlarmThatIsNotThere_NamesThoseInAlarmThatAreLikeIt(string asked)
    {
        _metrics.Firing.Add(new FiringAlarm("web-5xx", Moments.Start, "r", Errors, "Sum"));
        _metrics.Firing.Add(new FiringAlarm("db-cpu", Moments.Start, "r", Errors, "Sum"));

        var refusal = (await RunAsync($$"""{"alarm_name":"{{asked}}"}""")).Refusal(ErrorCode.ResourceNotFound);

        Assert.Equal(asked, refusal.Detail("resource"));
        Assert.Equal("""["web-5xx"]""", refusal.Details!.Value.GetProperty("near").GetRawText());
        Assert.Contains("with a name like it: web-5xx. ", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<OperationAnswer> LookAsync(string given) => (await RunAsync(given)).Value();

    private Task<Outcome<OperationAnswer>> RunAsync(string given) => new GetCloudWatchMetrics().RunAsync(
        new GetCloudWatchMetrics().Parameters.Validate(Test.Json(given)).Value(),
        new AwsReaders(new FakeInstances(), _metrics, new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions()),
        Moments.Start,
        Test.Stop);
}
