using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>The directory on accounts larger than moto's: how often AWS is asked, what is found all the same, and what is said of the rest.</summary>
public sealed class NamedResourcesWireTests
{
    private const string Account = "us-east-1:123456789012";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_Among3000ServicesAnd5000Alarms_StaysWithinItsCallsAndSaysWhatWasLeftOut()
    {
        await using var aws = await StartAsync(new Holdings(Clusters: 30, ServicesOfEach: 100, Alarms: 5000));
        var calls = CallCount.Begin();

        var found = await DirectoryOf(aws).FindAsync(["service-29-99", "alarm-4711", "alarm-7"], Stop);

        Assert.Equal(["alarm-4711", "alarm-7", "cluster-29/service-29-99"], found.Resources.Select(r => r.Subject.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["Alarms: only the first 1,000 were looked through."], found.NotSearched);
        Assert.Equal([10 + 1, 30, 1, 2], new[] { "DescribeAlarms", "ListServices", "ListClusters", "DescribeInstances" }.Select(o => aws.Operations.Count(a => a == o)));
        Assert.Equal(aws.Operations.Count, calls.Total);
    }

    [Fact]
    public async Task Find_ListsWithoutEnd_TakesNoMoreCallsThanAreStatedAndNoneWithinTheMinute()
    {
        await using var aws = await StartAsync(new Holdings(Clusters: 4000, ServicesOfEach: 5000, Alarms: 50_000) { Endless = true });
        var time = new FakeTimeProvider(Moments.Start);
        var directory = DirectoryOf(aws, time);

        var found = await directory.FindAsync(["web-2"], Stop);

        Assert.Equal(
            [
                "Alarms: only the first 1,000 were looked through.", "ECS services: only the first 300 clusters were looked through.", "Instances: only the first 3 were looked through.",
                "Load balancers: only the first 4 were looked through.", "Target groups: only the first 8 were looked through.",
            ],
            found.NotSearched.Order(StringComparer.Ordinal));
        Assert.Equal(85 + 7, aws.Operations.Count);

        await directory.FindAsync(["web-2"], Stop);
        Assert.Equal(85 + 7, aws.Operations.Count);
        await directory.FindAsync(["web-3"], Stop);
        Assert.Equal(85 + 7 + 7, aws.Operations.Count);
    }

    [Fact]
    public async Task Find_ManyServicesOfOneCluster_AreListedToTheEndOfTheCalls()
    {
        await using var aws = await StartAsync(new Holdings(Clusters: 2, ServicesOfEach: 5000, Alarms: 0));

        var found = await DirectoryOf(aws).FindAsync(["service-0-1234"], Stop);

        Assert.Equal("cluster-0/service-0-1234", Assert.Single(found.Resources).Subject.Name);
        Assert.Equal(["ECS services: only those that 60 calls of ecs:ListServices list were looked through."], found.NotSearched);
    }

    [Fact]
    public async Task Find_FortyNames_AsksWithAsManyFilterValuesAsEc2Takes()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var aws = await StartAsync(new Holdings(0, 0, 0), call => bodies.Enqueue(Uri.UnescapeDataString(Encoding.UTF8.GetString(call.Body))));

        await DirectoryOf(aws).FindAsync([.. Enumerable.Range(0, 39).Select(i => $"Prod-Web{i}-blue"), @"a*b?c\d"], Stop);

        var instances = bodies.Where(b => b.Contains("Action=DescribeInstances", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, instances.Count);
        Assert.All(instances, b => Assert.InRange(b.Split('&').Count(f => f.StartsWith("Filter.", StringComparison.Ordinal) && f.Contains(".Value.", StringComparison.Ordinal)), 100, 200));
        Assert.Contains(instances, b => b.Contains(@"=a\*b\?c\\d&", StringComparison.Ordinal) && b.Contains("=?rod?", StringComparison.Ordinal));
        Assert.Contains(instances, b => b.Contains(@"=*a\*b\?c\\d*", StringComparison.Ordinal) && b.Contains("=*PROD?WEB?7?BLUE*", StringComparison.Ordinal));
        Assert.All(instances, b => Assert.DoesNotContain("terminated", b, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_WordsThatAreShort_AreFoundOnlyAsWholeNames()
    {
        await using var aws = await StartAsync(new Holdings(0, 0, 0));

        await DirectoryOf(aws).FindAsync(["is", "it", "up"], Stop);

        Assert.Equal(1, aws.Operations.Count(o => o == "DescribeInstances"));
    }

    [Fact]
    public async Task Find_ServicesWithOldArnsNetworkBalancersAndCompositeAlarms_AreNamedAsTheOthers()
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) => context.Response.WriteAsync(call.Operation switch
        {
            "DescribeInstances" => "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>",
            "DescribeLoadBalancers" => $"""
                <DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers>
                <member><LoadBalancerArn>arn:aws:elasticloadbalancing:{Account}:loadbalancer/net/old-tcp/50dc6c495c0c9188</LoadBalancerArn><LoadBalancerName>old-tcp</LoadBalancerName><Type>network</Type></member>
                </LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>
                """,
            "DescribeTargetGroups" => "<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups/></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>",
            "ListClusters" => $$"""{"clusterArns":["arn:aws:ecs:{{Account}}:cluster/gone","arn:aws:ecs:{{Account}}:cluster/main"]}""",
            "ListServices" when TextOf(call).Contains("gone", StringComparison.Ordinal) => Refused(context, """{"__type":"ClusterNotFoundException","message":"Cluster not found."}"""),
            // A page may be empty though there are more.
            "ListServices" when !TextOf(call).Contains("more", StringComparison.Ordinal) => """{"serviceArns":[],"nextToken":"more"}""",
            "ListServices" => $$"""{"serviceArns":["arn:aws:ecs:{{Account}}:service/old-api","arn:aws:ecs:{{Account}}:service/main/new-api"]}""",
            _ => """{"MetricAlarms":[],"CompositeAlarms":[{"AlarmName":"Old API, all of it"}]}""",
        }));

        var found = await DirectoryOf(aws).FindAsync(["old", "new-api"], Stop);

        Assert.Equal(
            ["alarm Old API, all of it (composite)", "loadbalancer net/old-tcp/50dc6c495c0c9188 (network)", "service main/new-api (cluster main)", "service main/old-api (cluster main)"],
            found.Resources.Select(r => $"{r.Subject.Kind.ToString().ToLowerInvariant()} {r.Subject.Name} ({r.Where})").Order(StringComparer.Ordinal));
        Assert.Empty(found.NotSearched);
    }

    [Fact]
    public async Task Find_AKindThatHangs_IsGivenUpAfterFourSeconds()
    {
        var (time, asked) = (new FakeTimeProvider(Moments.Start), new TaskCompletionSource());
        await using var aws = await LoopbackAws.StartAsync(async (context, _) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var groups = new NamedResources(aws.Clients(AwsTimeouts.Standard)).Sources.Single(s => s.What == "Target groups");
        var finding = new ResourceDirectory([groups], time).FindAsync(["web"], Stop);
        await asked.Task.WaitAsync(Stop);

        time.Advance(TimeSpan.FromSeconds(4));

        var e = await Assert.ThrowsAsync<AwsException>(() => finding);
        Assert.Equal("AWS did not answer elasticloadbalancing:DescribeTargetGroups on * within 4 seconds. Try again.", e.Message);
    }

    private static ResourceDirectory DirectoryOf(LoopbackAws aws, TimeProvider? time = null) =>
        new(new NamedResources(aws.Clients(AwsTimeouts.Standard)).Sources, time ?? new FakeTimeProvider(Moments.Start));

    private static string Refused(HttpContext context, string body)
    {
        context.Response.StatusCode = 400;
        return body;
    }

    private static string TextOf(LoopbackCall call) => Encoding.UTF8.GetString(call.Body);

    private static Task<LoopbackAws> StartAsync(Holdings holdings, Action<LoopbackCall>? seen = null) =>
        LoopbackAws.StartAsync((context, call) =>
        {
            seen?.Invoke(call);
            return context.Response.WriteAsync(holdings.Answer(call));
        });

    /// <summary>What an account holds, answered a page at a time as AWS does.</summary>
    private sealed record Holdings(int Clusters, int ServicesOfEach, int Alarms)
    {
        private const int PageSize = 100;

        /// <summary>Whether every list of the query protocol has another page.</summary>
        public bool Endless { get; init; }

        private string More(string element) => Endless ? $"<{element}>more</{element}>" : string.Empty;

        public string Answer(LoopbackCall call) => call.Operation switch
        {
            "DescribeInstances" => $"""
                <DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0a1b2c3d4e5f60001</instanceId>
                <tagSet><item><key>Name</key><value>unlike</value></item></tagSet></item></instancesSet></item></reservationSet>{More("nextToken")}</DescribeInstancesResponse>
                """,
            "DescribeLoadBalancers" => $"""
                <DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers><member>
                <LoadBalancerArn>arn:aws:elasticloadbalancing:{Account}:loadbalancer/app/front/50dc6c495c0c9188</LoadBalancerArn><LoadBalancerName>front</LoadBalancerName></member>
                </LoadBalancers>{More("NextMarker")}</DescribeLoadBalancersResult></DescribeLoadBalancersResponse>
                """,
            "DescribeTargetGroups" => $"""
                <DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups><member>
                <TargetGroupArn>arn:aws:elasticloadbalancing:{Account}:targetgroup/front/6d0ecf831eec9f09</TargetGroupArn><TargetGroupName>front</TargetGroupName></member>
                </TargetGroups>{More("NextMarker")}</DescribeTargetGroupsResult></DescribeTargetGroupsResponse>
                """,
            "ListClusters" => Page(JsonNode.Parse(call.Body)!, Clusters, "nextToken", i => JsonValue.Create($"arn:aws:ecs:{Account}:cluster/cluster-{i}"), "clusterArns"),
            "ListServices" => Page(
                JsonNode.Parse(call.Body)!, ServicesOfEach, "nextToken", i => JsonValue.Create($"arn:aws:ecs:{Account}:service/{ClusterOf(call)}/service-{ClusterOf(call)[8..]}-{i}"), "serviceArns"),
            _ => AlarmsOf(JsonNode.Parse(call.Body)!),
        };

        private static string ClusterOf(LoopbackCall call) => (string)JsonNode.Parse(call.Body)!["cluster"]!;

        private string AlarmsOf(JsonNode request) => request["AlarmNames"] is JsonArray { Count: > 0 } names
            ? new JsonObject { ["MetricAlarms"] = new JsonArray([.. names.Select(n => (string)n!).Where(IsThere).Select(Alarm)]) }.ToJsonString()
            : Page(request, Alarms, "NextToken", i => Alarm($"alarm-{i}"), "MetricAlarms");

        private bool IsThere(string name) => name.StartsWith("alarm-", StringComparison.Ordinal) && int.TryParse(name[6..], out var number) && number < Alarms;

        private static JsonNode Alarm(string name) => new JsonObject { ["AlarmName"] = name, ["StateValue"] = "OK" };

        private static string Page(JsonNode request, int total, string token, Func<int, JsonNode> item, string member)
        {
            var from = request[token] is { } next ? int.Parse((string)next!, CultureInfo.InvariantCulture) : 0;
            var answer = new JsonObject { [member] = new JsonArray([.. Enumerable.Range(from, Math.Min(PageSize, total - from)).Select(item)]) };
            if (from + PageSize < total)
            {
                answer[token] = $"{from + PageSize}";
            }

            return answer.ToJsonString();
        }
    }
}
