using OpsAgent.Core.Operations.LoadBalancing;

namespace OpsAgent.TestKit;

/// <summary>Load balancers that a test puts there.</summary>
public sealed class FakeTargetHealth : ITargetHealth
{
    public Dictionary<LoadBalancer, IReadOnlyList<TargetGroup>> LoadBalancers { get; } = [];

    public Dictionary<TargetGroup, IReadOnlyList<TargetHealth>> Groups { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<LoadBalancer?> FindLoadBalancerAsync(string arnOrName, CancellationToken cancellationToken) =>
        Answer(LoadBalancers.Keys.FirstOrDefault(b => b.Arn == arnOrName || b.Name == arnOrName));

    public Task<IReadOnlyList<TargetGroup>> ListGroupsAsync(LoadBalancer loadBalancer, CancellationToken cancellationToken) =>
        Answer(LoadBalancers.GetValueOrDefault(loadBalancer, []));

    public Task<TargetGroup?> FindGroupAsync(string targetGroupArn, CancellationToken cancellationToken) =>
        Answer(Groups.Keys.FirstOrDefault(g => g.Arn == targetGroupArn));

    public Task<IReadOnlyList<TargetHealth>> ListTargetsAsync(TargetGroup group, CancellationToken cancellationToken) =>
        Answer(Groups.GetValueOrDefault(group, []));

    public Task<TargetGroupPage> GroupsOfAsync(string targetId, int looksThrough, CancellationToken cancellationToken) => Answer(new TargetGroupPage(
        [.. Groups.Take(looksThrough).Where(g => g.Value.Any(t => t.Id == targetId)).Select(g => g.Key)],
        Groups.Count > looksThrough));

    public Task<TargetGroupPage> GroupsInUseAsync(int limit, CancellationToken cancellationToken) =>
        Answer(new TargetGroupPage([.. Groups.Keys.Take(limit)], Groups.Count > limit));

    private Task<T> Answer<T>(T value) => Failure is null ? Task.FromResult(value) : Task.FromException<T>(Failure);
}
