using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.SimulatedCloud;

/// <summary>Composite alarms of the simulated cloud, and what its services say of their target groups.</summary>
public sealed class SimulatedAlarmsTests : IDisposable
{
    private static readonly MetricIdentity Errors = new("App", "Errors", TestKit.Instances.Tags(("Service", "web")));

    private readonly CloudBench _cloud = new();

    public SimulatedAlarmsTests()
    {
        _cloud.Metrics.Add(new CloudMetric { Namespace = "App", Name = "Errors", Dimensions = Errors.Dimensions });
        _cloud.Alarms.Add(new CloudAlarm { Name = "loud", Namespace = "App", Metric = "Errors", Dimensions = Errors.Dimensions, Threshold = 5, State = "ALARM" });
        _cloud.Alarms.Add(new CloudAlarm { Name = "quiet", Namespace = "App", Metric = "Errors", Dimensions = Errors.Dimensions, Threshold = 50 });
        _cloud.CompositeAlarms.Add(new CloudCompositeAlarm { Name = "any", Rule = "ALARM(\"loud\") OR ALARM(quiet)", State = "ALARM", SinceMinutesAgo = 7, Reason = "loud transitioned to ALARM" });
        _cloud.CompositeAlarms.Add(new CloudCompositeAlarm { Name = "page", Rule = "ALARM(any) AND NOT OK(loud)" });
    }

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task FindAlarm_ThatIsComposite_HasRuleStateAndParts()
    {
        var alarm = (await Metrics.FindAlarmAsync("any", default))!;

        Assert.Equal(("ALARM", Moments.Start - TimeSpan.FromMinutes(7), true, "ALARM(\"loud\") OR ALARM(quiet)", "loud transitioned to ALARM"), (alarm.State, alarm.Since, alarm.IsComposite, alarm.Expression, alarm.Reason));
        Assert.Equal([new AlarmPart("loud", "ALARM"), new AlarmPart("quiet", "OK")], await Metrics.PartsOfAlarmAsync("any", default));
        Assert.Equal([new AlarmPart("any", "ALARM"), new AlarmPart("loud", "ALARM")], await Metrics.PartsOfAlarmAsync("page", default));
        Assert.Empty(await Metrics.PartsOfAlarmAsync("loud", default));
    }

    [Fact]
    public async Task AlarmsOnAndFiring_AMetricUnderCompositeOnes_HaveThem()
    {
        Assert.Equal(["any", "loud", "page", "quiet"], (await Metrics.AlarmsOnAsync(Errors, default)).Alarms.Select(a => a.Name));
        Assert.Equal(["any True", "loud False"], (await Metrics.FiringAlarmsAsync(10, default)).Alarms.Select(a => $"{a.Name} {a.IsComposite}"));
    }

    [Theory]
    [InlineData("TRUE", "must name alarms")]
    [InlineData("ALARM(nobody)", "nobody, which is not an alarm of the file")]
    public void File_ARuleWithoutAlarms_IsRefused(string rule, string words)
    {
        _cloud.CompositeAlarms.Add(new CloudCompositeAlarm { Name = "wrong", Rule = rule });

        Assert.Contains(words, Assert.Throws<CloudFileException>(_cloud.File).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindService_WithTargetGroups_HasTheirArnsAndWhatEcsSays()
    {
        _cloud.LoadBalancers.Add(new CloudLoadBalancer { Name = "edge", Id = "50dc6c495c0c9188", TargetGroups = [new CloudTargetGroup { Name = "web", Id = "6d0ecf831eec9f09" }] });
        _cloud.Services.Add(new CloudService { Cluster = "production", Service = "web", TaskDefinition = "web:42", TargetGroups = ["web"], Deployments = [new CloudDeployment { MinutesAgo = 41, TaskDefinition = "web:42" }] });

        var service = (await _cloud.ServicesReader(_cloud.Faults(null, null)).FindAsync("production", "web", default))!;

        Assert.Equal("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09", Assert.Single(service.TargetGroups));
        Assert.Equal((Moments.Start - TimeSpan.FromMinutes(41), "(service web) has reached a steady state."), (service.Events[0].At, service.Events[0].Message));
    }

    [Fact]
    public void File_AServiceOfAnUnknownTargetGroup_IsRefused()
    {
        _cloud.Services.Add(new CloudService { Cluster = "production", Service = "web", TargetGroups = ["api"] });

        Assert.Contains("target_groups: api is not a target group of the file", Assert.Throws<CloudFileException>(_cloud.File).Message, StringComparison.Ordinal);
    }

    private SimulatedMetrics Metrics => new(_cloud.File(), Moments.Start, _cloud.Faults(null, null));
}
