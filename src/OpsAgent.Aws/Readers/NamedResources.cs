using System.Globalization;
using System.Runtime.CompilerServices;

using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.EC2.Model;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Naming;

using Task = System.Threading.Tasks.Task;

namespace OpsAgent.Aws.Readers;

/// <summary>
/// Where the resource directory looks on AWS. A minute takes at most 85 calls to list what has no search, and a set of names
/// seven besides: instances are found by a filter, and alarms by whole name, however many there are.
/// </summary>
public sealed class NamedResources(AwsClients clients)
{
    private const string DescribeInstances = "ec2:DescribeInstances";
    private const string DescribeLoadBalancers = "elasticloadbalancing:DescribeLoadBalancers";
    private const string DescribeTargetGroups = "elasticloadbalancing:DescribeTargetGroups";
    private const string ListClusters = "ecs:ListClusters";
    private const string ListServices = "ecs:ListServices";
    private const string DescribeAlarms = "cloudwatch:DescribeAlarms";

    private const int InstancesPerPage = 200;
    private const int MaxInstancePages = 3;
    private const int LoadBalancingPerPage = 400;
    private const int MaxLoadBalancerPages = 4;
    private const int MaxTargetGroupPages = 8;
    private const int EcsPerPage = 100;
    private const int MaxClusterPages = 3;
    private const int MaxServiceCalls = 60;
    private const int ClustersAtOnce = 8;

    // CloudWatch takes nine of these calls a second for a whole account.
    private const int AlarmsPerPage = 100;
    private const int MaxAlarmPages = 10;

    private static readonly List<string> EveryType = [AlarmType.MetricAlarm.Value, AlarmType.CompositeAlarm.Value];

    public IReadOnlyList<ResourceSource> Sources =>
    [
        // Apart, so that what is called exactly so is found among thousands that have the word.
        new("Instances", DescribeInstances, IsByName: true, (names, stop) => InstancesAsync([.. names.SelectMany(NameFilter.Whole)], stop)),
        new("Instances", DescribeInstances, IsByName: true, (names, stop) => InstancesAsync([.. names.SelectMany(NameFilter.Within)], stop)),
        new("Load balancers", DescribeLoadBalancers, IsByName: false, (_, stop) => LoadBalancersAsync(stop)),
        new("Target groups", DescribeTargetGroups, IsByName: false, (_, stop) => TargetGroupsAsync(stop)),
        new("ECS services", ListClusters, IsByName: false, (_, stop) => ServicesAsync(stop)),
        new("Alarms", DescribeAlarms, IsByName: true, (names, stop) => AlarmsAsync(new DescribeAlarmsRequest { AlarmTypes = EveryType, AlarmNames = [.. names] }, 1, stop)),
        new("Alarms", DescribeAlarms, IsByName: false, (_, stop) => AlarmsAsync(new DescribeAlarmsRequest { AlarmTypes = EveryType, MaxRecords = AlarmsPerPage }, MaxAlarmPages, stop)),
    ];

    private IAsyncEnumerable<ResourcePage> InstancesAsync(List<string> values, CancellationToken cancellationToken) => PagesAsync(values.Count == 0 ? 0 : MaxInstancePages, async next =>
    {
        var request = new DescribeInstancesRequest
        {
            MaxResults = InstancesPerPage,
            NextToken = next,
            IncludeManagedResources = true,
            Filters = [new Filter { Name = "tag:Name", Values = values }, new Filter { Name = "instance-state-name", Values = [.. Ec2Instances.StatesButTerminated] }],
        };
        var answer = await AwsCall.RunAsync(DescribeInstances, "tag Name", () => clients.Ec2.DescribeInstancesAsync(request, cancellationToken));
        return ((answer.Reservations ?? []).SelectMany(r => r.Instances ?? []).Select(ToResource), answer.NextToken);
    });

    private IAsyncEnumerable<ResourcePage> LoadBalancersAsync(CancellationToken cancellationToken) => PagesAsync(MaxLoadBalancerPages, async next =>
    {
        var request = new DescribeLoadBalancersRequest { PageSize = LoadBalancingPerPage, Marker = next };
        var answer = await AwsCall.RunAsync(DescribeLoadBalancers, "*", () => clients.LoadBalancing.DescribeLoadBalancersAsync(request, cancellationToken));
        return ((answer.LoadBalancers ?? []).Select(b => new NamedResource(
            new Subject(SubjectKind.LoadBalancer, After(b.LoadBalancerArn, ":loadbalancer/")), b.LoadBalancerName, b.Type?.Value ?? string.Empty)), answer.NextMarker);
    });

    private IAsyncEnumerable<ResourcePage> TargetGroupsAsync(CancellationToken cancellationToken) => PagesAsync(MaxTargetGroupPages, async next =>
    {
        var request = new DescribeTargetGroupsRequest { PageSize = LoadBalancingPerPage, Marker = next };
        var answer = await AwsCall.RunAsync(DescribeTargetGroups, "*", () => clients.LoadBalancing.DescribeTargetGroupsAsync(request, cancellationToken));
        return ((answer.TargetGroups ?? []).Select(g => new NamedResource(
            new Subject(SubjectKind.TargetGroup, g.TargetGroupArn), g.TargetGroupName, g.TargetType?.Value ?? string.Empty)), answer.NextMarker);
    });

    private IAsyncEnumerable<ResourcePage> AlarmsAsync(DescribeAlarmsRequest request, int pages, CancellationToken cancellationToken) => PagesAsync(pages, async next =>
    {
        request.NextToken = next;
        var answer = await AwsCall.RunAsync(DescribeAlarms, "*", () => clients.CloudWatch.DescribeAlarmsAsync(request, cancellationToken));
        return (
            (answer.MetricAlarms ?? []).Select(a => Alarm(a.AlarmName, string.Empty)).Concat((answer.CompositeAlarms ?? []).Select(a => Alarm(a.AlarmName, "composite"))),
            answer.NextToken);

        static NamedResource Alarm(string name, string where) => new(new Subject(SubjectKind.Alarm, name), name, where);
    });

    private IAsyncEnumerable<ResourcePage> ClustersAsync(CancellationToken cancellationToken) => PagesAsync(MaxClusterPages, async next =>
    {
        var request = new ListClustersRequest { MaxResults = EcsPerPage, NextToken = next };
        var answer = await AwsCall.RunAsync(ListClusters, "*", () => clients.Ecs.ListClustersAsync(request, cancellationToken));
        return ((answer.ClusterArns ?? []).Select(arn => After(arn, ":cluster/")).Select(name => new NamedResource(new Subject(SubjectKind.Cluster, name), name, string.Empty)), answer.NextToken);
    }, " clusters");

    private async IAsyncEnumerable<ResourcePage> ServicesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var clusters = new List<string>();
        await foreach (var page in ClustersAsync(cancellationToken))
        {
            clusters.AddRange(page.Resources.Select(r => r.Name));
            yield return page;
        }

        var calls = 0;
        foreach (var some in clusters.Chunk(ClustersAtOnce))
        {
            var listed = await Task.WhenAll(some.Select(c => ServicesOfAsync(c, () => Interlocked.Increment(ref calls) <= MaxServiceCalls, cancellationToken)));
            yield return new ResourcePage([.. listed.SelectMany(l => l)]);
        }

        if (calls > MaxServiceCalls)
        {
            yield return new ResourcePage([], $"only those that {MaxServiceCalls} calls of {ListServices} list were looked through.");
        }
    }

    private async Task<IReadOnlyList<NamedResource>> ServicesOfAsync(string cluster, Func<bool> mayCall, CancellationToken cancellationToken)
    {
        var found = new List<NamedResource>();
        var request = new ListServicesRequest { Cluster = cluster, MaxResults = EcsPerPage };
        try
        {
            while (mayCall())
            {
                var answer = await AwsCall.RunAsync(ListServices, cluster, () => clients.Ecs.ListServicesAsync(request, cancellationToken), "ClusterNotFoundException");
                found.AddRange((answer.ServiceArns ?? []).Select(arn => arn[(arn.LastIndexOf('/') + 1)..])
                    .Select(name => new NamedResource(new Subject(SubjectKind.Service, $"{cluster}/{name}"), name, $"cluster {cluster}")));
                request.NextToken = answer.NextToken;
                if (string.IsNullOrEmpty(request.NextToken))
                {
                    break;
                }
            }
        }
        catch (ClusterNotFoundException)
        {
            // Gone since it was listed.
        }

        return found;
    }

    private static async IAsyncEnumerable<ResourcePage> PagesAsync(int limit, Func<string?, Task<(IEnumerable<NamedResource> Found, string? Next)>> readPage, string noun = "")
    {
        var (next, count) = ((string?)null, 0);
        for (var page = 0; page < limit; page++)
        {
            (var found, next) = await readPage(next);
            var read = new ResourcePage([.. found]);
            count += read.Resources.Count;
            yield return read;
            if (string.IsNullOrEmpty(next))
            {
                yield break;
            }
        }

        if (limit > 0)
        {
            yield return new ResourcePage([], string.Create(CultureInfo.InvariantCulture, $"only the first {count:N0}{noun} were looked through."));
        }
    }

    private static NamedResource ToResource(Amazon.EC2.Model.Instance instance) => new(
        new Subject(SubjectKind.Instance, instance.InstanceId),
        (instance.Tags ?? []).Find(t => t.Key == "Name")?.Value ?? string.Empty,
        string.Join(", ", new[] { instance.State?.Name?.Value, instance.Placement?.AvailabilityZone }.Where(w => !string.IsNullOrEmpty(w))));

    private static string After(string arn, string mark) => arn[(arn.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];

    /// <summary>
    /// Values for a filter by a tag, which EC2 compares with regard to case: as the name was typed, in upper case, and in lower case
    /// with any first letter of a word and one character, or none, between words. EC2 takes 200 in one call; of a name these are four at most.
    /// </summary>
    private static class NameFilter
    {
        private const int MinWithin = 4;

        public static IEnumerable<string> Whole(string name)
        {
            var parts = NameWords.Of(name).Fine;
            var anyFirst = parts.Select(p => p.Length > 1 && char.IsAsciiLetter(p[0]) ? $"?{p[1..].ToLowerInvariant()}" : p.ToLowerInvariant()).ToList();
            string[] values = [Ec2Instances.EscapeFilter(name), string.Join('?', anyFirst), string.Concat(anyFirst), string.Join('?', parts).ToUpperInvariant()];
            return values.Distinct(StringComparer.Ordinal);
        }

        public static IEnumerable<string> Within(string name) =>
            name.Length >= MinWithin || name.Any(c => char.IsAsciiDigit(c) || c == '-') ? Whole(name).Select(v => $"*{v}*") : [];
    }
}
