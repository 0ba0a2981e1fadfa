using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>
/// Load balancers and the health of their targets, read only. An implementation MUST answer target groups in the order
/// of their names and targets in the order of id and port, MUST answer nothing for what the account does not have (any
/// more), and MUST throw <see cref="AwsException"/> when AWS does not answer.
/// </summary>
public interface ITargetHealth
{
    /// <param name="arnOrName">The ARN or the name of an Application, Network or Gateway Load Balancer.</param>
    /// <returns>Null when the account has no such load balancer.</returns>
    Task<LoadBalancer?> FindLoadBalancerAsync(string arnOrName, CancellationToken cancellationToken);

    /// <returns>The load balancer's target groups, all of them.</returns>
    Task<IReadOnlyList<TargetGroup>> ListGroupsAsync(LoadBalancer loadBalancer, CancellationToken cancellationToken);

    /// <returns>The target group, or null when the account has none of that ARN.</returns>
    Task<TargetGroup?> FindGroupAsync(string targetGroupArn, CancellationToken cancellationToken);

    /// <returns>The group's registered targets.</returns>
    Task<IReadOnlyList<TargetHealth>> ListTargetsAsync(TargetGroup group, CancellationToken cancellationToken);

    /// <param name="targetId">A registered target's id, such as an instance id.</param>
    /// <param name="looksThrough">The most target groups to look at: AWS has no search by target.</param>
    /// <returns>The target groups in which the target is registered, of those that were looked at.</returns>
    Task<TargetGroupPage> GroupsOfAsync(string targetId, int looksThrough, CancellationToken cancellationToken);

    /// <returns>The account's target groups that a load balancer uses, at most <paramref name="limit"/>; and whether there are more or not all were read.</returns>
    Task<TargetGroupPage> GroupsInUseAsync(int limit, CancellationToken cancellationToken);
}

/// <param name="Arn">Such as <c>arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0a1b2c3d4e5f6071</c>.</param>
/// <param name="Name">Such as <c>web</c>.</param>
/// <param name="State">AWS's word: active, provisioning, active_impaired, failed.</param>
public sealed record LoadBalancer(string Arn, string Name, string State);

/// <param name="Arn">Such as <c>arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0a1b2c3d4e5f6072</c>.</param>
/// <param name="Name">Such as <c>web</c>.</param>
/// <param name="TargetType">AWS's word: instance, ip, lambda, alb.</param>
/// <param name="Protocol">Such as <c>HTTP</c>.</param>
/// <param name="Port">The group's port, or null for a lambda target.</param>
public sealed record TargetGroup(string Arn, string Name, string TargetType, string Protocol, int? Port)
{
    /// <summary>The ARN of the load balancer that uses it; null without one.</summary>
    public string? LoadBalancer { get; init; }
}

/// <param name="Groups">What was found.</param>
/// <param name="Truncated">True when there are target groups that were not looked at.</param>
public sealed record TargetGroupPage(IReadOnlyList<TargetGroup> Groups, bool Truncated);

/// <param name="Id">Instance id, IP address or ARN.</param>
/// <param name="Port">The port that is checked, or null.</param>
/// <param name="Zone">Availability Zone, or null.</param>
/// <param name="State">AWS's word: initial, healthy, unhealthy, unhealthy.draining, unused, draining, unavailable.</param>
/// <param name="Reason">AWS's code such as <c>Target.ResponseCodeMismatch</c>, or null when healthy.</param>
/// <param name="Description">AWS's sentence, or null.</param>
/// <param name="Anomaly"><c>anomalous</c>, or <c>anomalous, mitigated</c> while the load balancer sends it less; null where AWS sees none.</param>
/// <param name="Override">What a zonal shift does to it, in AWS's words; null without one.</param>
public sealed record TargetHealth(
    string Id, int? Port, string? Zone, string State, string? Reason, string? Description, string? Anomaly = null, string? Override = null);
