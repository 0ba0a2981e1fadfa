using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.LoadBalancing;

using LoadBalancer = OpsAgent.Core.Operations.LoadBalancing.LoadBalancer;
using TargetGroup = OpsAgent.Core.Operations.LoadBalancing.TargetGroup;
using TargetHealth = OpsAgent.Core.Operations.LoadBalancing.TargetHealth;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="ITargetHealth"/> on Elastic Load Balancing v2.</summary>
public sealed class LoadBalancingTargetHealth(AwsClients clients) : ITargetHealth
{
    private const string DescribeGroups = "elasticloadbalancing:DescribeTargetGroups";
    // The error code for an ARN of another account or Region.
    private const string InvalidArnCode = "ValidationError";

    private const int MaxPages = 20;
    private const int MaxPagesInUse = 5;
    private const int PageSize = 400;

    public async Task<LoadBalancer?> FindLoadBalancerAsync(string arnOrName, CancellationToken cancellationToken)
    {
        var request = arnOrName.StartsWith("arn:", StringComparison.Ordinal)
            ? new DescribeLoadBalancersRequest { LoadBalancerArns = [arnOrName] }
            : new DescribeLoadBalancersRequest { Names = [arnOrName] };
        try
        {
            var answer = await AwsCall.RunAsync(
                "elasticloadbalancing:DescribeLoadBalancers",
                arnOrName,
                () => clients.LoadBalancing.DescribeLoadBalancersAsync(request, cancellationToken),
                "LoadBalancerNotFound",
                InvalidArnCode);
            return (answer.LoadBalancers ?? [])
                .Select(b => new LoadBalancer(b.LoadBalancerArn, b.LoadBalancerName, b.State?.Code?.Value ?? "active"))
                .FirstOrDefault();
        }
        catch (AmazonElasticLoadBalancingV2Exception)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<TargetGroup>> ListGroupsAsync(LoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var request = new DescribeTargetGroupsRequest { LoadBalancerArn = loadBalancer.Arn, PageSize = PageSize };
        var page = await GroupsAsync(request, loadBalancer.Arn, int.MaxValue, cancellationToken);
        return page.Truncated ? throw AwsCall.TooManyPages(DescribeGroups, loadBalancer.Arn, MaxPages) : page.Groups;
    }

    public async Task<TargetGroup?> FindGroupAsync(string targetGroupArn, CancellationToken cancellationToken) =>
        (await GroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [targetGroupArn] }, targetGroupArn, 1, cancellationToken)).Groups.SingleOrDefault();

    public async Task<IReadOnlyList<TargetHealth>> ListTargetsAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        // Anomalies are looked for behind Application Load Balancers alone, and answered only when asked for.
        var request = new DescribeTargetHealthRequest
        {
            TargetGroupArn = group.Arn,
            Include = group is { Protocol: "HTTP" or "HTTPS", TargetType: "instance" or "ip" } ? [DescribeTargetHealthInputIncludeEnum.AnomalyDetection.Value] : null,
        };
        DescribeTargetHealthResponse answer;
        try
        {
            answer = await AwsCall.RunAsync(
                "elasticloadbalancing:DescribeTargetHealth",
                group.Arn,
                () => clients.LoadBalancing.DescribeTargetHealthAsync(request, cancellationToken),
                "TargetGroupNotFound");
        }
        catch (AmazonElasticLoadBalancingV2Exception)
        {
            return [];
        }

        return [.. (answer.TargetHealthDescriptions ?? [])
            .Select(d => new TargetHealth(
                d.Target.Id,
                d.Target.Port ?? group.Port,
                d.Target.AvailabilityZone,
                d.TargetHealth?.State?.Value ?? "unavailable",
                d.TargetHealth?.Reason?.Value,
                d.TargetHealth?.Description,
                d.AnomalyDetection?.Result != AnomalyResultEnum.Anomalous ? null : d.AnomalyDetection.MitigationInEffect == MitigationInEffectEnum.No ? "anomalous" : "anomalous, mitigated",
                OverrideOf(d.AdministrativeOverride)))
            .OrderBy(t => t.Id, StringComparer.Ordinal)
            .ThenBy(t => t.Port)];
    }

    public async Task<TargetGroupPage> GroupsOfAsync(string targetId, int looksThrough, CancellationToken cancellationToken)
    {
        var page = await GroupsAsync(new DescribeTargetGroupsRequest { PageSize = PageSize }, targetId, looksThrough, cancellationToken);
        var holding = new List<TargetGroup>();
        foreach (var group in page.Groups)
        {
            if ((await ListTargetsAsync(group, cancellationToken)).Any(t => t.Id == targetId))
            {
                holding.Add(group);
            }
        }

        return page with { Groups = holding };
    }

    private static string? OverrideOf(AdministrativeOverride? administrative) =>
        administrative?.State is not { } state || state == TargetAdministrativeOverrideStateEnum.No_override || state == TargetAdministrativeOverrideStateEnum.Unknown
            ? null
            : administrative.Description ?? state.Value;

    public async Task<TargetGroupPage> GroupsInUseAsync(int limit, CancellationToken cancellationToken)
    {
        var request = new DescribeTargetGroupsRequest { PageSize = PageSize };
        var found = new List<TargetGroup>();
        for (var page = 0; page < MaxPagesInUse; page++)
        {
            var answer = await AwsCall.RunAsync(DescribeGroups, "*", () => clients.LoadBalancing.DescribeTargetGroupsAsync(request, cancellationToken));
            found.AddRange((answer.TargetGroups ?? []).Where(g => g.LoadBalancerArns is { Count: > 0 }).Select(ToGroup));
            request.Marker = answer.NextMarker;
            if (string.IsNullOrEmpty(request.Marker))
            {
                break;
            }
        }

        return new TargetGroupPage(
            [.. found.OrderBy(g => g.Name, StringComparer.Ordinal).Take(limit)], found.Count > limit || !string.IsNullOrEmpty(request.Marker));
    }

    private static TargetGroup ToGroup(Amazon.ElasticLoadBalancingV2.Model.TargetGroup g) =>
        new(g.TargetGroupArn, g.TargetGroupName, g.TargetType?.Value ?? "instance", g.Protocol?.Value ?? string.Empty, g.Port)
        {
            LoadBalancer = g.LoadBalancerArns is [var balancer, ..] ? balancer : null,
        };

    private async Task<TargetGroupPage> GroupsAsync(DescribeTargetGroupsRequest request, string resource, int limit, CancellationToken cancellationToken)
    {
        var found = new List<TargetGroup>();
        try
        {
            for (var page = 0; page < MaxPages && found.Count <= limit; page++)
            {
                var answer = await AwsCall.RunAsync(
                    DescribeGroups, resource, () => clients.LoadBalancing.DescribeTargetGroupsAsync(request, cancellationToken), "TargetGroupNotFound", "LoadBalancerNotFound", InvalidArnCode);
                found.AddRange((answer.TargetGroups ?? []).Select(ToGroup));
                request.Marker = answer.NextMarker;
                if (string.IsNullOrEmpty(request.Marker))
                {
                    break;
                }
            }
        }
        catch (AmazonElasticLoadBalancingV2Exception)
        {
            return new TargetGroupPage([], false);
        }

        return new TargetGroupPage(
            [.. found.OrderBy(g => g.Name, StringComparer.Ordinal).Take(limit)], found.Count > limit || !string.IsNullOrEmpty(request.Marker));
    }
}
