using System.Collections.Concurrent;

using OpsAgent.Core.Operations.Ec2;

namespace OpsAgent.TestKit;

/// <summary>The instances that a test puts there.</summary>
public sealed class FakeInstances : IInstances
{
    private readonly ConcurrentDictionary<string, Instance> _instances = new(StringComparer.Ordinal);

    public FakeInstances(params IEnumerable<Instance> there)
    {
        foreach (var instance in there)
        {
            Put(instance);
        }
    }

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public void Put(Instance instance) => _instances[instance.Id] = instance;

    public void Remove(string instanceId) => _instances.TryRemove(instanceId, out _);

    public Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(_instances.GetValueOrDefault(instanceId)) : Task.FromException<Instance?>(Failure);

    public Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return Task.FromException<InstancePage>(Failure);
        }

        var found = _instances.Values
            .Where(i => i.State != "terminated" && i.Tags.TryGetValue(key, out var held) && held == value)
            .OrderBy(i => i.Id, StringComparer.Ordinal)
            .ToList();
        return Task.FromResult(new InstancePage([.. found.Take(limit)], found.Count > limit));
    }

    public Task<InstancePage> FindInTroubleAsync(int limit, CancellationToken cancellationToken)
    {
        var found = _instances.Values.Where(i => i.IsRunning && (i.IsImpaired || i.ScheduledEvents.Length > 0)).OrderBy(i => i.Id, StringComparer.Ordinal).ToList();
        return Failure is null ? Task.FromResult(new InstancePage([.. found.Take(limit)], found.Count > limit)) : Task.FromException<InstancePage>(Failure);
    }
}
