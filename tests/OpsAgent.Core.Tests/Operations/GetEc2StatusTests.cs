using System.Text.Json;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class GetEc2StatusTests
{
    private readonly FakeInstances _instances = new(Instances.Web);
    private readonly FakeMetrics _metrics = new();

    [Theory]
    [InlineData("""{"instance_id":"i-0a1b2c3d"}""", true)]
    [InlineData("""{"instance_id":"i-0a1b2c3d4e5f60001"}""", true)]
    [InlineData("""{"instance_id":" i-0a1b2c3d "}""", true)]
    [InlineData("""{"tag_key":"Role","tag_value":"web"}""", true)]
    [InlineData("""{"instance_id":"i-0a1b2c3d4"}""", false)]
    [InlineData("""{"instance_id":"i-0A1B2C3D"}""", false)]
    [InlineData("""{"instance_id":"i-0a1b2c3g"}""", false)]
    [InlineData("""{"instance_id":"0a1b2c3d"}""", false)]
    [InlineData("""{"instance_id":"i-0a1b2c3d;reboot"}""", false)]
    [InlineData("""{"instance_id":"i-0a1b2c3d4e5f600012"}""", false)]
    [InlineData("""{"instance_id":"i-0a1b2c3d","time_window":"2h"}""", false)]
    [InlineData("""{"instance_id":"i-0a1b2c3d","region":"eu-west-1"}""", false)]
    public void Parameters_OfOneRequest_AreTakenOrRefused(string given, bool taken) =>
        Assert.Equal(taken, new GetEc2Status().Parameters.Validate(Test.Json(given)).Succeeded(out _, out _));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"tag_key":"Role"}""")]
    [InlineData("""{"tag_value":"web"}""")]
    [InlineData("""{"instance_id":"i-0a1b2c3d","tag_key":"Role"}""")]
    [InlineData("""{"instance_id":"i-0a1b2c3d","tag_value":"web"}""")]
    [InlineData("""{"instance_id":"i-0a1b2c3d","tag_key":"Role","tag_value":"web"}""")]
    public void Parameters_NotExactlyOneWayToName_AreRefusedInWords(string given) =>
        Assert.Equal(
            "give exactly one of instance_id, or tag_key with tag_value",
            new GetEc2Status().Parameters.Validate(Test.Json(given)).Refusal(ErrorCode.ValidationError).Detail("rule"));

    [Theory]
    [InlineData("5m")]
    [InlineData("15m")]
    [InlineData("1h")]
    [InlineData("6h")]
    [InlineData("24h")]
    public void Parameters_EveryWindow_IsTaken(string window) =>
        Assert.Equal(window, Arguments($$"""{"instance_id":"i-0a1b2c3d","time_window":"{{window}}"}""").Text("time_window"));

    [Fact]
    public void Parameters_NoWindow_IsFifteenMinutes() => Assert.Equal("15m", Arguments("""{"instance_id":"i-0a1b2c3d"}""").Text("time_window"));

    [Fact]
    public async Task Look_ByIdOfARunningInstance_SaysStateChecksAndLoad()
    {
        _metrics.Put("CPUUtilization", Instances.WebId, 20, 50, 35);
        _metrics.Put("NetworkIn", Instances.WebId, 60_000, 180_000, 120_000);
        _metrics.Put("NetworkOut", Instances.WebId, 120_000_000, 60_000_000, 180_000_000);

        var finding = await ByIdAsync();

        Assert.Equal(
            "i-0a1b2c3d4e5f60001 (web-1) is running in eu-central-1a and both status checks pass. "
            + "CPU is at 35 % now and was 35 % on average over the last 15 minutes (peak 50 %); network 2 kB/s in, 2 MB/s out.",
            finding.Summary);
    }

    [Fact]
    public async Task Look_ByIdOfARunningInstance_AnswersEveryFieldAndFourNumbersForEachMetric()
    {
        _metrics.Put("CPUUtilization", Instances.WebId, 20, 50, 35.126);
        _metrics.Put("NetworkIn", Instances.WebId, 60, 120);

        var details = (await ByIdAsync()).Details();

        Assert.Equal(
            """{"count":1,"truncated":false,"time_window":"15m","instances":[{"instance_id":"i-0a1b2c3d4e5f60001","name":"web-1","state":"running","instance_type":"m7g.large","availability_zone":"eu-central-1a","launch_time":"2026-03-01T06:30:00.000Z","system_check":"ok","instance_check":"ok","tags":{"CriticalityLevel":"high","Environment":"production","Name":"web-1","OpsAgentManaged":"true","Role":"web"},"cpu_percent":{"current":35.13,"average":35.04,"minimum":20,"maximum":50},"network_in_bytes_per_second":{"current":2,"average":1.5,"minimum":1,"maximum":2},"network_out_bytes_per_second":null}]}""",
            details.GetRawText());
    }

    [Theory]
    [InlineData("impaired", "impaired", "fails both status checks")]
    [InlineData("impaired", "ok", "fails its system status check, a fault of the host: stop and start moves it")]
    [InlineData("ok", "impaired", "fails its instance status check, a fault inside the instance")]
    [InlineData("initializing", "ok", "is still initializing its status checks")]
    [InlineData("ok", "initializing", "is still initializing its status checks")]
    [InlineData("insufficient-data", "ok", "has no clear status checks (system insufficient-data, instance ok)")]
    public async Task Look_ChecksDoNotPass_SaysWhichAndWhatItMeans(string system, string inner, string words)
    {
        _instances.Put(Instances.Web with { SystemCheck = system, InstanceCheck = inner });

        Assert.StartsWith($"i-0a1b2c3d4e5f60001 (web-1) is running in eu-central-1a and {words}. ", (await ByIdAsync()).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("stopping")]
    [InlineData("terminated")]
    public async Task Look_NotRunning_SaysSoAndReportsNoLoad(string state)
    {
        _instances.Put(Instances.Web with { State = state, SystemCheck = "not-applicable", InstanceCheck = "not-applicable" });

        Assert.Equal($"i-0a1b2c3d4e5f60001 (web-1) is {state} in eu-central-1a: no status checks and no load to report.", (await ByIdAsync()).Summary);
    }

    [Fact]
    public async Task Look_NoDatapoints_SaysThatCloudWatchHasNone()
    {
        var finding = await ByIdAsync("1h");

        Assert.EndsWith("CloudWatch has no CPU datapoints for the last hour.", finding.Summary, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, finding.Details().GetProperty("instances")[0].GetProperty("cpu_percent").ValueKind);
    }

    [Theory]
    [InlineData(79, false)]
    [InlineData(80, true)]
    public async Task Look_BusyOnAverage_SaysThatThisIsHigh(double percent, bool high)
    {
        _metrics.Put("CPUUtilization", Instances.WebId, percent);

        Assert.Equal(high, (await ByIdAsync()).Summary.Contains(", which is high", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(999 * 60, "999 B/s")]
    [InlineData(1_500 * 60, "1.5 kB/s")]
    [InlineData(1_000_000 * 60, "1 MB/s")]
    public async Task Look_Network_IsInTheUnitThatReadsBest(double bytesPerMinute, string words)
    {
        _metrics.Put("CPUUtilization", Instances.WebId, 1);
        _metrics.Put("NetworkIn", Instances.WebId, bytesPerMinute, bytesPerMinute);
        _metrics.Put("NetworkOut", Instances.WebId, 0);

        Assert.EndsWith($"network {words} in, 0 B/s out.", (await ByIdAsync()).Summary, StringComparison.Ordinal);
    }

    // EC2's default: a datapoint every five minutes, of all five, whatever shorter period is asked for.
    [Theory]
    [InlineData("5m", 1)]
    [InlineData("15m", 3)]
    [InlineData("1h", 12)]
    public async Task Look_NetworkOfAnInstanceWithBasicMonitoring_IsOverFiveMinutes(string window, int points)
    {
        _metrics.Spacing = TimeSpan.FromMinutes(5);
        _metrics.Put("CPUUtilization", Instances.WebId, 1);
        _metrics.Put("NetworkIn", Instances.WebId, [.. Enumerable.Repeat(300_000_000.0, points)]);
        _metrics.Put("NetworkOut", Instances.WebId, 0);

        Assert.EndsWith("network 1 MB/s in, 0 B/s out.", (await ByIdAsync(window)).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5m", 5, 1)]
    [InlineData("15m", 15, 1)]
    [InlineData("1h", 60, 5)]
    [InlineData("6h", 360, 15)]
    [InlineData("24h", 1440, 15)]
    public async Task Look_Window_AsksForItInPeriodsThatSuitIt(string window, int minutes, int period)
    {
        await ByIdAsync(window);

        var call = Assert.Single(_metrics.Calls);
        Assert.Equal((Moments.Start - TimeSpan.FromMinutes(minutes), Moments.Start, TimeSpan.FromMinutes(period)), (call.From, call.To, call.Period));
        Assert.Equal(
            [("CPUUtilization", "Average"), ("NetworkIn", "Sum"), ("NetworkOut", "Sum")],
            call.Queries.Select(q => (q.Metric.Name, q.Statistic)));
        Assert.All(call.Queries, q => Assert.Equal(("AWS/EC2", Instances.WebId), (q.Metric.Namespace, q.Metric.Dimensions["InstanceId"])));
    }

    [Fact]
    public async Task Look_UnknownId_IsRefusedByThatId()
    {
        var refusal = (await LookAsync("""{"instance_id":"i-00000000"}""")).Refusal(ErrorCode.ResourceNotFound);

        Assert.Equal("i-00000000", refusal.Detail("resource"));
        Assert.Empty(_metrics.Calls);
    }

    [Fact]
    public async Task Look_ByTag_SaysHowManyAreWellAndNamesTheRest()
    {
        _instances.Put(Instances.Numbered(2) with { InstanceCheck = "impaired" });
        _instances.Put(Instances.Numbered(3) with { State = "stopped" });
        _instances.Put(Instances.Numbered(4).WithTag("Role", "db"));
        _instances.Put(Instances.Numbered(5) with { State = "terminated" });
        _metrics.Put("CPUUtilization", Instances.WebId, 10, 20);
        _metrics.Put("CPUUtilization", "i-0a1b2c3d4e5f60002", 90);

        var finding = await ByTagAsync();

        Assert.Equal(
            "3 instances with Role=web: 1 running with both status checks passing, 1 in trouble, 1 not running (i-0a1b2c3d4e5f60003 (web-3) is stopped). "
            + "i-0a1b2c3d4e5f60002 (web-2) fails its instance status check, a fault inside the instance. "
            + "Busiest over the last 15 minutes: i-0a1b2c3d4e5f60002 (web-2) at 90 % CPU on average.",
            finding.Summary);
        Assert.Equal(3, finding.Details().GetProperty("instances").GetArrayLength());
        Assert.Single(_metrics.Calls);
    }

    [Fact]
    public async Task Look_ByTag_GivesEachInstanceItsOwnNumbers()
    {
        _instances.Put(Instances.Numbered(2));
        _metrics.Put("CPUUtilization", Instances.WebId, 11);
        _metrics.Put("NetworkIn", Instances.WebId, 60, 60);
        _metrics.Put("CPUUtilization", "i-0a1b2c3d4e5f60002", 22);
        _metrics.Put("NetworkOut", "i-0a1b2c3d4e5f60002", 120, 120);

        var both = (await ByTagAsync()).Details().GetProperty("instances");

        Assert.Equal(11, both[0].GetProperty("cpu_percent").GetProperty("current").GetDouble());
        Assert.Equal(1, both[0].GetProperty("network_in_bytes_per_second").GetProperty("current").GetDouble());
        Assert.Equal(22, both[1].GetProperty("cpu_percent").GetProperty("current").GetDouble());
        Assert.Equal(2, both[1].GetProperty("network_out_bytes_per_second").GetProperty("current").GetDouble());
    }

    [Fact]
    public async Task Look_ByTagOfASingleInstance_CountsItInTheSingular() =>
        Assert.Equal("1 instance with Role=web: 1 running with both status checks passing.", (await ByTagAsync()).Summary);

    [Fact]
    public async Task Look_ByTagThatNobodyCarries_SaysThatCaseMatters()
    {
        var finding = (await LookAsync("""{"tag_key":"role","tag_value":"web"}""")).Value();

        Assert.Equal("No instance carries the tag role=web. Tag names and values are case-sensitive.", finding.Summary);
        Assert.Equal("""{"count":0,"truncated":false,"time_window":"15m","instances":[]}""", finding.Details().GetRawText());
        Assert.Empty(_metrics.Calls);
    }

    [Theory]
    [InlineData(25, false)]
    [InlineData(26, true)]
    public async Task Look_ByTagOfMany_AnswersTwentyFiveAndSaysWhetherThereAreMore(int count, bool truncated)
    {
        for (var i = 2; i <= count; i++)
        {
            _instances.Put(Instances.Numbered(i));
        }

        var finding = await ByTagAsync();

        Assert.Equal(truncated, finding.Details().GetProperty("truncated").GetBoolean());
        Assert.Equal((25, 25), (finding.Details().GetProperty("count").GetInt32(), finding.Details().GetProperty("instances").GetArrayLength()));
        Assert.StartsWith(truncated ? "25 instances (the first of more) with Role=web" : "25 instances with Role=web", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_CloudDoesNotAnswer_ThrowsItsFailure()
    {
        _instances.Failure = new AwsException(ErrorCode.AwsThrottled, "ec2:DescribeInstances", "*", "slow down");
        await Assert.ThrowsAsync<AwsException>(() => ByIdAsync());

        _instances.Failure = null;
        _metrics.Failure = new AwsException(ErrorCode.AwsThrottled, "cloudwatch:GetMetricData", "*", "slow down");
        await Assert.ThrowsAsync<AwsException>(() => ByIdAsync());
    }

    private static Arguments Arguments(string given) => new GetEc2Status().Parameters.Validate(Test.Json(given)).Value();

    private async Task<OperationAnswer> ByIdAsync(string window = "15m") =>
        (await LookAsync($$"""{"instance_id":"{{Instances.WebId}}","time_window":"{{window}}"}""")).Value();

    private async Task<OperationAnswer> ByTagAsync() => (await LookAsync("""{"tag_key":"Role","tag_value":"web"}""")).Value();

    private Task<Outcome<OperationAnswer>> LookAsync(string given) =>
        new GetEc2Status().RunAsync(Arguments(given), new AwsReaders(_instances, _metrics, new FakeTargetHealth(), new FakeCloudTrailEvents(), new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions()), Moments.Start, Test.Stop);
}
