using System.Collections.Immutable;

using OpsAgent.Core.Operations.Ec2;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// <see cref="IInstances"/> of the simulated cloud. As on AWS, the status checks stay unchanged for three seconds after a
/// reboot, then initialize, and pass after ten seconds; the system status check does not change.
/// </summary>
internal sealed class SimulatedInstances(CloudFile file, CloudWriteLog writes, DateTimeOffset start, double timeScale, FaultInjector faultInjector, TimeProvider time) : IInstances
{
    public const string RebootAction = "RebootInstances";

    private static readonly TimeSpan StaleStatusTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StatusCheckTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, CloudInstance> _byId = file.Instances.ToDictionary(i => i.InstanceId);

    public async Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ec2:DescribeInstances", instanceId, cancellationToken);
        return _byId.TryGetValue(instanceId, out var found) ? (await ShowAsync([found], cancellationToken))[0] : null;
    }

    public async Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ec2:DescribeInstances", $"tag {key}", cancellationToken);
        var found = file.Instances
            .Where(i => i.State != "terminated" && i.Tags.TryGetValue(key, out var actual) && actual == value)
            .OrderBy(i => i.InstanceId, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        return new InstancePage(await ShowAsync([.. found.Take(limit)], cancellationToken), found.Count > limit);
    }

    public string ArnOf(string instanceId) => $"arn:aws:ec2:{file.Region}:{file.Account}:instance/{instanceId}";

    private async Task<IReadOnlyList<Instance>> ShowAsync(IReadOnlyList<CloudInstance> found, CancellationToken cancellationToken)
    {
        if (found.Where(i => i.State == "running").ToList() is [var first, ..] running)
        {
            await faultInjector.ApplyAsync("ec2:DescribeInstanceStatus", running.Count == 1 ? first.InstanceId : $"{running.Count} instances", cancellationToken);
        }

        return [.. found.Select(Show)];
    }

    private Instance Show(CloudInstance instance)
    {
        var (system, inner) = ChecksOf(instance);
        return new Instance(
            instance.InstanceId,
            ArnOf(instance.InstanceId),
            instance.State,
            instance.InstanceType,
            instance.AvailabilityZone,
            start - TimeSpan.FromDays(instance.LaunchedDaysAgo),
            system,
            inner,
            instance.Tags.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private (string System, string Instance) ChecksOf(CloudInstance instance)
    {
        if (instance.State != "running")
        {
            return ("not-applicable", "not-applicable");
        }

        if (writes.Find(RebootAction, instance.InstanceId) is not [.., { At: var rebooted }])
        {
            return (instance.SystemCheck, instance.InstanceCheck);
        }

        return (time.GetUtcNow() - rebooted) switch
        {
            var age when age < StaleStatusTime * timeScale => (instance.SystemCheck, instance.InstanceCheck),
            var age when age < StatusCheckTime * timeScale => (instance.SystemCheck, "initializing"),
            _ => (instance.SystemCheck, "ok"),
        };
    }
}
