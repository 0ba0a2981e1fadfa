using OpsAgent.Core.Operations.LoadBalancing;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="ITargetHealth"/> of the simulated cloud, as its file describes it.</summary>
internal sealed class SimulatedTargetHealth(CloudFile file, FaultInjector faultInjector, SimulatedDeployments? deployments = null) : ITargetHealth
{
    public async Task<LoadBalancer?> FindLoadBalancerAsync(string arnOrName, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("elasticloadbalancing:DescribeLoadBalancers", arnOrName, cancellationToken);
        return file.LoadBalancers.FirstOrDefault(b => b.Name == arnOrName || ArnOf(b) == arnOrName) is { } found
            ? new LoadBalancer(ArnOf(found), found.Name, found.State)
            : null;
    }

    public async Task<IReadOnlyList<TargetGroup>> ListGroupsAsync(LoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("elasticloadbalancing:DescribeTargetGroups", loadBalancer.Arn, cancellationToken);
        return [.. file.LoadBalancers.Where(b => ArnOf(b) == loadBalancer.Arn).SelectMany(b => b.TargetGroups).OrderBy(g => g.Name, StringComparer.Ordinal).Select(Show)];
    }

    public async Task<TargetGroup?> FindGroupAsync(string targetGroupArn, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("elasticloadbalancing:DescribeTargetGroups", targetGroupArn, cancellationToken);
        return Groups().FirstOrDefault(g => ArnOf(g) == targetGroupArn) is { } found ? Show(found) : null;
    }

    public async Task<IReadOnlyList<TargetHealth>> ListTargetsAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("elasticloadbalancing:DescribeTargetHealth", group.Arn, cancellationToken);
        return [.. Groups()
            .Where(g => ArnOf(g) == group.Arn)
            .SelectMany(g => g.Targets.Select(t => Lasts(t)
                ? new TargetHealth(t.Id, t.Port ?? PortOf(g), t.Zone, t.State, t.Reason, t.Description, t.Anomaly, t.Override)
                : new TargetHealth(t.Id, t.Port ?? PortOf(g), t.Zone, "healthy", null, null)))
            .OrderBy(t => t.Id, StringComparer.Ordinal)
            .ThenBy(t => t.Port)];
    }

    public async Task<TargetGroupPage> GroupsOfAsync(string targetId, int looksThrough, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("elasticloadbalancing:DescribeTargetGroups", targetId, cancellationToken);
        var holding = new List<TargetGroup>();
        foreach (var group in Groups().Take(looksThrough).Select(Show))
        {
            if ((await ListTargetsAsync(group, cancellationToken)).Any(t => t.Id == targetId))
            {
                holding.Add(group);
            }
        }

        return new TargetGroupPage(holding, Groups().Count() > looksThrough);
    }

    public async Task<TargetGroupPage> GroupsInUseAsync(int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("elasticloadbalancing:DescribeTargetGroups", "*", cancellationToken);
        return new TargetGroupPage([.. Groups().Take(limit).Select(Show)], Groups().Count() > limit);
    }

    private bool Lasts(CloudTarget target) => deployments?.EndOf(target.While) is null;

    private IEnumerable<CloudTargetGroup> Groups() => file.LoadBalancers.SelectMany(b => b.TargetGroups).OrderBy(g => g.Name, StringComparer.Ordinal);

    private TargetGroup Show(CloudTargetGroup group) => new(ArnOf(group), group.Name, group.TargetType, group.Protocol, PortOf(group))
    {
        LoadBalancer = ArnOf(file.LoadBalancers.First(b => b.TargetGroups.Contains(group))),
    };

    // A function has none.
    private static int? PortOf(CloudTargetGroup group) => group.TargetType == "lambda" ? null : group.Port;

    private string ArnOf(CloudLoadBalancer balancer) =>
        $"arn:aws:elasticloadbalancing:{file.Region}:{file.Account}:loadbalancer/{balancer.Type}/{balancer.Name}/{balancer.Id}";

    private string ArnOf(CloudTargetGroup group) =>
        $"arn:aws:elasticloadbalancing:{file.Region}:{file.Account}:targetgroup/{group.Name}/{group.Id}";
}
