using System.Collections.Immutable;

using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

/// <summary>What an answer shows, and what "it" is after it.</summary>
public sealed class OperationAnswerTests
{
    private const string BalancerArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/production-web/50dc6c495c0c9188";
    private const string GroupArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/6d0ecf831eec9f09";
    private const string Service = "arn:aws:ecs:us-east-1:123456789012:service/production/web";

    private readonly FakeInstances _instances = new(Instances.Web);
    private readonly FakeMetrics _metrics = new();
    private readonly FakeTargetHealth _health = new();
    private readonly FakeCloudTrailEvents _events = new();

    [Theory]
    [InlineData("get_ec2_status", """{"instance_id":"i-0a1b2c3d4e5f60001"}""", SubjectKind.Instance, Instances.WebId)]
    [InlineData("get_ec2_status", """{"tag_key":"Role","tag_value":"web"}""", SubjectKind.Instance, Instances.WebId)]
    [InlineData("get_ec2_status", """{"tag_key":"Role","tag_value":"both"}""", null, null)]
    [InlineData("get_ec2_status", """{"tag_key":"Role","tag_value":"none"}""", null, null)]
    [InlineData("get_cloudwatch_metrics", """{"resource":"i-0a1b2c3d4e5f60001","metric":"M"}""", SubjectKind.Instance, Instances.WebId)]
    [InlineData("get_cloudwatch_metrics", """{"resource":"production/web","metric":"M"}""", SubjectKind.Service, "production/web")]
    [InlineData("get_cloudwatch_metrics", $$"""{"resource":"{{Service}}","metric":"M"}""", null, null)]
    [InlineData("get_cloudwatch_metrics", """{"resource":"app/production-web/50dc6c495c0c9188","metric":"M"}""", SubjectKind.LoadBalancer, "app/production-web/50dc6c495c0c9188")]
    [InlineData("get_cloudwatch_metrics", """{"resource":"net/production-web/50dc6c495c0c9188","metric":"M"}""", SubjectKind.LoadBalancer, "net/production-web/50dc6c495c0c9188")]
    [InlineData("get_cloudwatch_metrics", """{"resource":"targetgroup/web/6d0ecf831eec9f09","metric":"M"}""", SubjectKind.TargetGroup, "targetgroup/web/6d0ecf831eec9f09")]
    [InlineData("get_cloudwatch_metrics", """{"resource":"orders","metric":"M","namespace":"AWS/RDS"}""", null, null)]
    [InlineData("describe_alb_target_health", """{"alb_name":"production-web"}""", SubjectKind.LoadBalancer, BalancerArn)]
    [InlineData("describe_alb_target_health", $$"""{"target_group_arn":"{{GroupArn}}"}""", SubjectKind.TargetGroup, GroupArn)]
    [InlineData("search_cloudtrail_events", """{"resource_name":"i-0a1b2c3d4e5f60001"}""", SubjectKind.Instance, Instances.WebId)]
    [InlineData("search_cloudtrail_events", """{"resource_name":"sg-1"}""", null, null)]
    [InlineData("search_cloudtrail_events", """{"user_name":"i-0a1b2c3d4e5f60001"}""", null, null)]
    [InlineData("search_cloudtrail_events", "{}", null, null)]
    public async Task Subject_OfADiagnostic_IsTheOneResourceThatItWasAbout(string operation, string given, SubjectKind? kind, string? name)
    {
        _instances.Put(Instances.Numbered(2).WithTag("Role", "both"));
        _instances.Put(Instances.Numbered(3).WithTag("Role", "both"));
        foreach (var value in new[] { Instances.WebId, "web", "app/production-web/50dc6c495c0c9188", "net/production-web/50dc6c495c0c9188", "targetgroup/web/6d0ecf831eec9f09", "orders" })
        {
            _metrics.Known.Add(Named(value));
        }

        PutBalancer();

        var subject = (await RunAsync(operation, given)).Subject;

        Assert.Equal(kind is { } of ? new Subject(of, name!) : null, subject);
    }

    [Fact]
    public async Task Cards_OfOneInstance_AreAResultWithItsFacts()
    {
        _metrics.Put("CPUUtilization", Instances.WebId, 40, 45);

        var card = Assert.IsType<ResultCard>(Assert.Single((await RunAsync("get_ec2_status", """{"instance_id":"i-0a1b2c3d4e5f60001"}""")).Cards));

        Assert.Equal(("i-0a1b2c3d4e5f60001 (web-1)", Tone.Ok), (card.Title, card.Tone));
        Assert.Equal(
            "state=running, system check=ok, instance check=ok, CPU=42.5 %, type=m7g.large, zone=eu-central-1a, launched=2026-03-01T06:30:00.000Z",
            string.Join(", ", card.Fields.Select(f => $"{f.Name}={f.Value}")));
    }

    [Fact]
    public async Task Cards_OfSeveralInstances_AreATableAsBadAsTheWorst()
    {
        _instances.Put(Instances.Web.WithTag("Role", "both") with { SystemCheck = "impaired" });
        _instances.Put(Instances.Numbered(2).WithTag("Role", "both").WithoutTag("Name"));

        var card = Assert.IsType<TableCard>(Assert.Single((await RunAsync("get_ec2_status", """{"tag_key":"Role","tag_value":"both"}""")).Cards));

        Assert.Equal(("2 instances", Tone.Bad), (card.Title, card.Tone));
        Assert.Equal(
            ["i-0a1b2c3d4e5f60001 (web-1)|running|impaired|ok|-", "i-0a1b2c3d4e5f60002|running|ok|ok|-"],
            card.Rows.Select(r => string.Join('|', r.Cells)));
    }

    [Fact]
    public async Task Cards_OfAMetric_AreAChartWithItsThresholds()
    {
        _metrics.Put("CPUUtilization", Instances.WebId, 40, 50.12345);
        _metrics.Alarms["CPUUtilization"] =
            [new MetricAlarm("cpu", "ALARM", Moments.Start, "Average", "GreaterThanThreshold", 45, "It is above.")];

        var card = Assert.IsType<ChartCard>(Assert.Single((await RunAsync("get_cloudwatch_metrics", """{"resource":"i-0a1b2c3d4e5f60001","metric":"CPUUtilization"}""")).Cards));

        Assert.Equal(("CPUUtilization of i-0a1b2c3d4e5f60001", Tone.Bad, "Percent", "Average", 60), (card.Title, card.Tone, card.Unit, card.Statistic, card.PeriodSeconds));
        Assert.Equal([40, 50.1234], Assert.Single(card.Series).Points.Select(p => p.Value));
        Assert.Equal([new ChartThreshold("cpu", 45, "GreaterThanThreshold", "ALARM")], card.Thresholds);
    }

    [Fact]
    public async Task Cards_OfTargetHealth_AreGroupsWithReasons()
    {
        PutBalancer();

        var card = Assert.IsType<TargetsCard>(Assert.Single((await RunAsync("describe_alb_target_health", """{"alb_name":"production-web"}""")).Cards));

        Assert.Equal(("Load balancer production-web", "degraded", Tone.Warning), (card.Title, card.Verdict, card.Tone));
        Assert.Equal(
            [new TargetsTarget("i-2", 8080, "us-east-1b", "unhealthy", Tone.Bad, "Target.Timeout"), new TargetsTarget("i-1", 8080, "us-east-1a", "healthy", Tone.Ok, null)],
            Assert.Single(card.Groups).Targets);
    }

    [Fact]
    public async Task Cards_OfCloudTrail_AreATimeline()
    {
        _events.Events.Add(new CloudTrailEvent("e1", "UpdateService", "ecs.amazonaws.com", Moments.Start, "role", "198.51.100.40", "01kk", [Service], null));
        _events.Events.Add(new CloudTrailEvent("e2", "StopTask", "ecs.amazonaws.com", Moments.Start, "intern", "198.51.100.41", null, [], "AccessDenied"));

        var card = Assert.IsType<TimelineCard>(Assert.Single((await RunAsync("search_cloudtrail_events", "{}")).Cards));

        Assert.Equal("CloudTrail, last 24h", card.Title);
        Assert.Equal(
            [
                new TimelineEntry(Moments.Start, "UpdateService", "role (for 01kk)", "service/production/web, from 198.51.100.40", Tone.Neutral),
                new TimelineEntry(Moments.Start, "StopTask failed: AccessDenied", "intern", "from 198.51.100.41", Tone.Bad),
            ],
            card.Entries);
    }

    private static MetricIdentity Named(string value)
    {
        var none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        return value switch
        {
            "web" => new("AWS/ECS", "M", none.Add("ClusterName", "production").Add("ServiceName", "web")),
            "orders" => new("AWS/RDS", "M", none.Add("DBInstanceIdentifier", value)),
            _ when value.StartsWith("i-", StringComparison.Ordinal) => MetricIdentity.OfInstance(value, "M"),
            _ when value.StartsWith("targetgroup", StringComparison.Ordinal) => new("AWS/ApplicationELB", "M", none.Add("TargetGroup", value)),
            _ => new(value.StartsWith("app", StringComparison.Ordinal) ? "AWS/ApplicationELB" : "AWS/NetworkELB", "M", none.Add("LoadBalancer", value)),
        };
    }

    private void PutBalancer()
    {
        var group = new TargetGroup(GroupArn, "web", "instance", "HTTP", 8080);
        _health.LoadBalancers[new LoadBalancer(BalancerArn, "production-web", "active")] = [group];
        _health.Groups[group] =
            [new TargetHealth("i-1", 8080, "us-east-1a", "healthy", null, null), new TargetHealth("i-2", 8080, "us-east-1b", "unhealthy", "Target.Timeout", null)];
    }

    private async Task<OperationAnswer> RunAsync(string name, string given)
    {
        var operation = OperationCatalog.Default.Find<DiagnosticOperation>(name, "operation").Value();
        var readers = new AwsReaders(_instances, _metrics, _health, _events, new FakeEcsServices(), new FakeServiceScaling(), new FakeTaskDefinitions());
        return (await operation.RunAsync(operation.Parameters.Validate(Test.Json(given)).Value(), readers, Moments.Start, Test.Stop)).Value();
    }
}
