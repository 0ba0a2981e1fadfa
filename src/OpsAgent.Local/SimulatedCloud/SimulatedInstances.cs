using System.Collections.Immutable;

using OpsAgent.Core.Operations.Ec2;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// <see cref="IInstances"/> of the simulated cloud. As on AWS, the status checks stay unchanged for three seconds after a
/// reboot, then initialize, and pass after ten seconds. The system and the attached EBS check, scheduled events, and an id
/// that DescribeInstanceStatus does not know do not change.
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

    public async Task<InstancePage> FindInTroubleAsync(int limit, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("ec2:DescribeInstanceStatus", "*", cancellationToken);
        var found = file.Instances.Where(i => i.State == "running" && Show(i) is var shown && (shown.IsImpaired || shown.ScheduledEvents.Length > 0))
            .OrderBy(i => i.InstanceId, StringComparer.Ordinal)
            .ToList();
        if (found.Count > 0)
        {
            await faultInjector.ApplyAsync("ec2:DescribeInstances", $"{found.Count} instances", cancellationToken);
        }

        return new InstancePage(await ShowAsync([.. found.Take(limit)], cancellationToken), found.Count > limit);
    }

    public string ArnOf(string instanceId) => $"arn:aws:ec2:{file.Region}:{file.Account}:instance/{instanceId}";

    private async Task<IReadOnlyList<Instance>> ShowAsync(IReadOnlyList<CloudInstance> found, CancellationToken cancellationToken)
    {
        if (found.Where(i => i.State != "terminated").ToList() is [var first, ..] asked)
        {
            await faultInjector.ApplyAsync("ec2:DescribeInstanceStatus", asked.Count == 1 ? first.InstanceId : $"{asked.Count} instances", cancellationToken);
        }

        return [.. found.Select(Show)];
    }

    private Instance Show(CloudInstance instance)
    {
        var running = instance.State == "running";
        var known = !running || instance.StatusKnown;
        var (system, inner) = !running ? ("not-applicable", "not-applicable") : known ? ChecksOf(instance) : ("insufficient-data", "insufficient-data");
        var ebs = running && known && instance.EbsCheck != CloudInstance.NotReported ? instance.EbsCheck : null;
        DateTimeOffset? Since(string? check) => check == "impaired" ? start - TimeSpan.FromMinutes(instance.ImpairedMinutesAgo) : null;
        return new Instance(
            instance.InstanceId,
            ArnOf(instance.InstanceId),
            instance.State,
            instance.InstanceType,
            instance.AvailabilityZone,
            start - TimeSpan.FromDays(instance.LaunchedDaysAgo),
            system,
            inner,
            instance.Tags.ToImmutableSortedDictionary(StringComparer.Ordinal))
        {
            EbsCheck = ebs,
            SystemImpairedSince = Since(system),
            InstanceImpairedSince = Since(inner),
            EbsImpairedSince = Since(ebs),
            StatusKnown = known,
            ScheduledEvents = known && instance.State != "terminated" ? [.. instance.ScheduledEvents.Select(Show)] : [],
            Lifecycle = instance.Lifecycle == "on-demand" ? null : instance.Lifecycle,
            RootDeviceType = instance.RootDeviceType,
            HibernationConfigured = instance.HibernationConfigured,
            StateReason = instance.StateReason,
            PrivateDnsName = instance.PrivateDnsName,
            Operator = instance.Operator,
        };
    }

    private ScheduledEvent Show(CloudScheduledEvent scheduled)
    {
        DateTimeOffset? At(double? hours) => hours is { } some ? start + TimeSpan.FromHours(some) : null;
        return new ScheduledEvent(scheduled.Code, scheduled.Description, At(scheduled.NotBeforeHours), At(scheduled.NotAfterHours), At(scheduled.NotBeforeDeadlineHours));
    }

    private (string System, string Instance) ChecksOf(CloudInstance instance)
    {
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
