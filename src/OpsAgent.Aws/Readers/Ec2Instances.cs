using System.Collections.Immutable;

using Amazon.EC2;
using Amazon.EC2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Ec2;

using Instance = OpsAgent.Core.Operations.Ec2.Instance;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="IInstances"/> on EC2: DescribeInstances, and DescribeInstanceStatus for the checks.</summary>
public sealed class Ec2Instances(AwsClients clients) : IInstances
{
    private const int MaxPages = 20;
    private const int PageSize = 100;
    private const string Describe = "ec2:DescribeInstances";

    public async Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            var found = await AwsCall.RunAsync(
                Describe,
                instanceId,
                () => clients.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [instanceId] }, cancellationToken),
                "InvalidInstanceID.NotFound",
                "InvalidInstanceID.Malformed");
            return (await WithChecksAsync([.. Instances(found)], cancellationToken)).SingleOrDefault();
        }
        catch (AmazonEC2Exception)
        {
            return null;
        }
    }

    public async Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken)
    {
        // All pages are read before the limit is applied, because EC2 answers in no particular order.
        var found = new List<(Amazon.EC2.Model.Instance Instance, string Owner)>();
        var request = new DescribeInstancesRequest
        {
            MaxResults = PageSize,
            Filters =
            [
                new Filter { Name = $"tag:{key}", Values = [EscapeFilter(value)] },
                new Filter { Name = "instance-state-name", Values = ["pending", "running", "shutting-down", "stopping", "stopped"] },
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
        return new InstancePage(await WithChecksAsync([.. ordered.Take(limit)], cancellationToken), truncated);
    }

    private static IEnumerable<(Amazon.EC2.Model.Instance Instance, string Owner)> Instances(DescribeInstancesResponse answer) =>
        (answer.Reservations ?? []).SelectMany(r => (r.Instances ?? []).Select(i => (i, r.OwnerId)));

    // * and ? are wildcards in filters.
    private static string EscapeFilter(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);

    private async Task<IReadOnlyList<Instance>> WithChecksAsync(IReadOnlyList<(Amazon.EC2.Model.Instance Instance, string Owner)> found, CancellationToken cancellationToken)
    {
        var checks = new Dictionary<string, InstanceStatus>(StringComparer.Ordinal);
        foreach (var ids in found.Where(f => f.Instance.State?.Name == InstanceStateName.Running).Select(f => f.Instance.InstanceId).Chunk(PageSize))
        {
            var answer = await AwsCall.RunAsync(
                "ec2:DescribeInstanceStatus",
                ids.Length == 1 ? ids[0] : $"{ids.Length} instances",
                () => clients.Ec2.DescribeInstanceStatusAsync(new DescribeInstanceStatusRequest { InstanceIds = [.. ids] }, cancellationToken));
            foreach (var status in answer.InstanceStatuses ?? [])
            {
                checks[status.InstanceId] = status;
            }
        }

        return [.. found.Select(f => ToInstance(f.Instance, f.Owner, checks.GetValueOrDefault(f.Instance.InstanceId)))];
    }

    private Instance ToInstance(Amazon.EC2.Model.Instance instance, string owner, InstanceStatus? checks)
    {
        var zone = instance.Placement?.AvailabilityZone ?? string.Empty;
        var region = clients.Ec2.Config.RegionEndpoint;
        var regionName = region?.SystemName ?? zone.TrimEnd('a', 'b', 'c', 'd', 'e', 'f');
        return new Instance(
            instance.InstanceId,
            $"arn:{region?.PartitionName ?? "aws"}:ec2:{regionName}:{owner}:instance/{instance.InstanceId}",
            instance.State?.Name?.Value ?? "pending",
            instance.InstanceType?.Value ?? string.Empty,
            zone,
            instance.LaunchTime is { } launched ? new DateTimeOffset(launched.ToUniversalTime()) : default,
            checks?.SystemStatus?.Status?.Value ?? "not-applicable",
            checks?.Status?.Status?.Value ?? "not-applicable",
            (instance.Tags ?? []).ToImmutableSortedDictionary(t => t.Key, t => t.Value ?? string.Empty, StringComparer.Ordinal));
    }
}
