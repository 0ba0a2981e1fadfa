using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Ec2;

using Instance = OpsAgent.Core.Operations.Ec2.Instance;

namespace OpsAgent.Aws.Readers;

/// <summary>
/// <see cref="IInstances"/> on EC2: DescribeInstances, and DescribeInstanceStatus for the checks and scheduled events. Both
/// are asked for managed instances too, such as nodes of EKS Auto Mode, which an account may hide.
/// </summary>
public sealed partial class Ec2Instances(AwsClients clients) : IInstances
{
    private const int MaxPages = 20;
    private const int PageSize = 100;
    private const string Describe = "ec2:DescribeInstances";
    private const string NotFound = "InvalidInstanceID.NotFound";
    private const string Malformed = "InvalidInstanceID.Malformed";

    internal static readonly string[] StatesButTerminated = ["pending", "running", "shutting-down", "stopping", "stopped"];

    private static readonly (string Filter, string[] Values)[] Troubles =
    [
        ("instance-status.status", ["impaired"]),
        ("system-status.status", ["impaired"]),
        ("attached-ebs-status.status", ["impaired"]),
        ("event.code", ["instance-reboot", "system-reboot", "system-maintenance", "instance-retirement", "instance-stop"]),
    ];

    public async Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        DescribeInstancesResponse found;
        try
        {
            found = await AwsCall.RunAsync(
                Describe,
                instanceId,
                () => clients.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [instanceId], IncludeManagedResources = true }, cancellationToken),
                NotFound,
                Malformed);
        }
        catch (AmazonEC2Exception)
        {
            return null;
        }

        return (await WithStatusAsync([.. Instances(found)], cancellationToken)).SingleOrDefault();
    }

    public async Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken)
    {
        // All pages are read before the limit is applied, because EC2 answers in no particular order.
        var found = new List<(Amazon.EC2.Model.Instance Instance, string Owner)>();
        var request = new DescribeInstancesRequest
        {
            MaxResults = PageSize,
            IncludeManagedResources = true,
            Filters =
            [
                new Filter { Name = $"tag:{key}", Values = [EscapeFilter(value)] },
                new Filter { Name = "instance-state-name", Values = [.. StatesButTerminated] },
            ],
        };
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await AwsCall.RunAsync(Describe, $"tag {key}", () => clients.Ec2.DescribeInstancesAsync(request, cancellationToken));
            found.AddRange(Instances(answer));
            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(request.NextToken))
            {
                break;
            }
        }

        var ordered = found.OrderBy(f => f.Instance.InstanceId, StringComparer.Ordinal).ToList();
        var truncated = ordered.Count > limit || !string.IsNullOrEmpty(request.NextToken);
        return new InstancePage(await WithStatusAsync([.. ordered.Take(limit)], cancellationToken), truncated);
    }

    public async Task<InstancePage> FindInTroubleAsync(int limit, CancellationToken cancellationToken)
    {
        // Filters narrow each other, so each kind of trouble is asked for by itself.
        var looks = await Task.WhenAll(Troubles.Select(t => IdsInTroubleAsync(t.Filter, t.Values, cancellationToken)));
        var ids = looks.SelectMany(l => l.Ids).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var truncated = ids.Count > limit || looks.Any(l => l.HasMore);
        if (ids.Count == 0)
        {
            return new InstancePage([], truncated);
        }

        // By a filter and not by id: one that is gone since would fail the call.
        var request = new DescribeInstancesRequest { Filters = [new Filter { Name = "instance-id", Values = [.. ids.Take(limit)] }] };
        var answer = await AwsCall.RunAsync(Describe, $"{Math.Min(limit, ids.Count)} instances", () => clients.Ec2.DescribeInstancesAsync(request, cancellationToken));
        var found = await WithStatusAsync([.. Instances(answer).OrderBy(f => f.Instance.InstanceId, StringComparer.Ordinal)], cancellationToken);
        return new InstancePage([.. found.Where(i => i.IsRunning && (i.IsImpaired || !i.ScheduledEvents.IsEmpty))], truncated);
    }

    private async Task<(IReadOnlyList<string> Ids, bool HasMore)> IdsInTroubleAsync(string filter, string[] values, CancellationToken cancellationToken)
    {
        var request = new DescribeInstanceStatusRequest { Filters = [new Filter { Name = filter, Values = [.. values] }], MaxResults = PageSize };
        var answer = await AwsCall.RunAsync("ec2:DescribeInstanceStatus", filter, () => clients.Ec2.DescribeInstanceStatusAsync(request, cancellationToken));
        return ([.. (answer.InstanceStatuses ?? []).Select(s => s.InstanceId)], !string.IsNullOrEmpty(answer.NextToken));
    }

    private static IEnumerable<(Amazon.EC2.Model.Instance Instance, string Owner)> Instances(DescribeInstancesResponse answer) =>
        (answer.Reservations ?? []).SelectMany(r => (r.Instances ?? []).Select(i => (i, r.OwnerId)));

    // * and ? are wildcards in filters.
    internal static string EscapeFilter(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);

    private static IEnumerable<ScheduledEvent> EventsOf(InstanceStatus? status) => (status?.Events ?? []).Select(e => new ScheduledEvent(
        e.Code?.Value ?? string.Empty, e.Description ?? string.Empty, Moment(e.NotBefore), Moment(e.NotAfter), Moment(e.NotBeforeDeadline)));

    private static DateTimeOffset? Moment(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : null;

    private static string? ReasonOf(Amazon.EC2.Model.Instance instance)
    {
        IEnumerable<string?> reasons = [instance.StateReason?.Message ?? instance.StateReason?.Code, instance.StateTransitionReason];
        // Of a launch AWS says "pending" once more.
        return string.Join("; ", reasons.Where(r => !string.IsNullOrWhiteSpace(r) && r != instance.State?.Name?.Value).Distinct()) is { Length: > 0 } reason ? reason : null;
    }

    [GeneratedRegex("[A-Za-z0-9-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    private async Task<IReadOnlyList<Instance>> WithStatusAsync(IReadOnlyList<(Amazon.EC2.Model.Instance Instance, string Owner)> found, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, InstanceStatus>(StringComparer.Ordinal);
        foreach (var ids in found.Where(f => f.Instance.State?.Name != InstanceStateName.Terminated).Select(f => f.Instance.InstanceId).Chunk(PageSize))
        {
            foreach (var status in await StatusesAsync(ids, cancellationToken))
            {
                known[status.InstanceId] = status;
            }
        }

        return [.. found.Select(f => ToInstance(f.Instance, f.Owner, known.GetValueOrDefault(f.Instance.InstanceId)))];
    }

    // One id that DescribeInstanceStatus does not know yet fails the call for all: asked again without those that AWS
    // names, or by halves where it names none.
    private async Task<IEnumerable<InstanceStatus>> StatusesAsync(string[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return [];
        }

        try
        {
            var answer = await AwsCall.RunAsync(
                "ec2:DescribeInstanceStatus",
                ids.Length == 1 ? ids[0] : $"{ids.Length} instances",
                () => clients.Ec2.DescribeInstanceStatusAsync(
                    new DescribeInstanceStatusRequest { InstanceIds = [.. ids], IncludeAllInstances = true, IncludeManagedResources = true }, cancellationToken),
                NotFound,
                Malformed);
            return answer.InstanceStatuses ?? [];
        }
        catch (AmazonEC2Exception) when (ids.Length == 1)
        {
            return [];
        }
        catch (AmazonEC2Exception e)
        {
            var unknown = Word().Matches(e.Message).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
            var rest = ids.Where(id => !unknown.Contains(id)).ToArray();
            var half = ids.Length / 2;
            return rest.Length < ids.Length
                ? await StatusesAsync(rest, cancellationToken)
                : [.. await StatusesAsync(ids[..half], cancellationToken), .. await StatusesAsync(ids[half..], cancellationToken)];
        }
    }

    private Instance ToInstance(Amazon.EC2.Model.Instance instance, string owner, InstanceStatus? status)
    {
        var zone = instance.Placement?.AvailabilityZone ?? string.Empty;
        var region = clients.Ec2.Config.RegionEndpoint;
        var regionName = region?.SystemName ?? zone.TrimEnd('a', 'b', 'c', 'd', 'e', 'f');
        var state = instance.State?.Name?.Value ?? "pending";
        var running = state == "running";
        string Check(SummaryStatus? check) => !running ? "not-applicable" : check?.Value ?? "insufficient-data";
        return new Instance(
            instance.InstanceId,
            $"arn:{region?.PartitionName ?? "aws"}:ec2:{regionName}:{owner}:instance/{instance.InstanceId}",
            state,
            instance.InstanceType?.Value ?? string.Empty,
            zone,
            Moment(instance.LaunchTime) ?? default,
            Check(status?.SystemStatus?.Status),
            Check(status?.Status?.Status),
            (instance.Tags ?? []).ToImmutableSortedDictionary(t => t.Key, t => t.Value ?? string.Empty, StringComparer.Ordinal))
        {
            EbsCheck = running ? status?.AttachedEbsStatus?.Status?.Value : null,
            SystemImpairedSince = Moment(status?.SystemStatus?.Details?.Min(d => d.ImpairedSince)),
            InstanceImpairedSince = Moment(status?.Status?.Details?.Min(d => d.ImpairedSince)),
            EbsImpairedSince = Moment(status?.AttachedEbsStatus?.Details?.Min(d => d.ImpairedSince)),
            StatusKnown = !running || status is not null,
            ScheduledEvents = [.. EventsOf(status)],
            Lifecycle = instance.InstanceLifecycle?.Value,
            RootDeviceType = instance.RootDeviceType?.Value,
            HibernationConfigured = instance.HibernationOptions?.Configured == true,
            StateReason = ReasonOf(instance),
            PrivateDnsName = string.IsNullOrEmpty(instance.PrivateDnsName) ? null : instance.PrivateDnsName,
            Operator = instance.Operator is { Managed: true, Principal: var principal } ? principal ?? "a service of AWS" : null,
        };
    }
}
