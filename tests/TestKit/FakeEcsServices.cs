using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.TestKit;

/// <summary>ECS services that a test puts there.</summary>
public sealed class FakeEcsServices : IEcsServices
{
    private readonly List<EcsService> _services = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Puts the service there, in place of one with its ARN.</summary>
    public void Put(EcsService service)
    {
        _services.RemoveAll(s => s.Arn == service.Arn);
        _services.Add(service);
    }

    public Task<EcsService?> FindAsync(string cluster, string service, CancellationToken cancellationToken) =>
        Failure is null
            ? Task.FromResult(_services.Find(s => Names(cluster, s.Cluster) && Names(service, s.Name)))
            : Task.FromException<EcsService?>(Failure);

    public Task<EcsServicePage?> ListAsync(string? cluster, bool withTags, int limit, CancellationToken cancellationToken)
    {
        var found = _services.Where(s => cluster is null || Names(cluster, s.Cluster)).ToList();
        return Failure is not null ? Task.FromException<EcsServicePage?>(Failure)
            : Task.FromResult(cluster is not null && found.Count == 0 ? null : new EcsServicePage([.. found.Take(limit)], found.Count > limit));
    }

    private static bool Names(string nameOrArn, string name) => nameOrArn == name || nameOrArn.EndsWith($"/{name}", StringComparison.Ordinal);
}
