using OpsAgent.Core.Operations.LoadBalancing;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="ITargetHealth"/> of the simulated cloud, as its file describes it.</summary>
internal sealed class SimulatedTargetHealth(CloudFile file, FaultInjector faultInjector) : ITargetHealth
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
            .SelectMany(g => g.Targets.Select(t => new TargetHealth(t.Id, t.Port ?? g.Port, t.Zone, t.State, t.Reason, t.Description)))
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

    private IEnumerable<CloudTargetGroup> Groups() => file.LoadBalancers.SelectMany(b => b.TargetGroups).OrderBy(g => g.Name, StringComparer.Ordinal);

    private TargetGroup Show(CloudTargetGroup group) => new(ArnOf(group), group.Name, group.TargetType, group.Protocol, group.Port);

    private string ArnOf(CloudLoadBalancer balancer) =>
        $"arn:aws:elasticloadbalancing:{file.Region}:{file.Account}:loadbalancer/app/{balancer.Name}/{balancer.Id}";

    private string ArnOf(CloudTargetGroup group) =>
        $"arn:aws:elasticloadbalancing:{file.Region}:{file.Account}:targetgroup/{group.Name}/{group.Id}";
}
