using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.LoadBalancing;

/// <summary>
/// Load balancers and the health of their targets, read only. An implementation MUST answer target groups in the order
/// of their names and targets in the order of id and port, MUST answer nothing for what the account does not have (any
/// more), and MUST throw <see cref="AwsException"/> when AWS does not answer.
/// </summary>
public interface ITargetHealth
{
    /// <param name="arnOrName">The ARN or the name of an Application Load Balancer.</param>
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
}
