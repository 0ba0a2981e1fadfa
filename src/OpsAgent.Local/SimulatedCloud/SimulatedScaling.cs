using OpsAgent.Core.Operations.Ecs;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="IServiceScaling"/> of the simulated cloud: what the file says.</summary>
internal sealed class SimulatedScaling(CloudFile file, FaultInjector faultInjector, TimeProvider time) : IServiceScaling
{
    public async Task<ServiceScaling?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        var resource = $"service/{cluster}/{service}";
        await faultInjector.ApplyAsync("application-autoscaling:DescribeScalableTargets", resource, cancellationToken);
        if (file.Services.FirstOrDefault(s => s.Cluster == cluster && s.Service == service)?.Scaling is not { } scaling)
        {
            return null;
        }

        foreach (var call in new[] { "DescribeScalingPolicies", "DescribeScheduledActions", "DescribeScalingActivities" })
        {
            await faultInjector.ApplyAsync($"application-autoscaling:{call}", resource, cancellationToken);
        }

        return new ServiceScaling(time.GetUtcNow(), scaling.Minimum, scaling.Maximum)
        {
            ScaleInSuspended = scaling.Suspended,
            ScaleOutSuspended = scaling.Suspended,
            SchedulesSuspended = scaling.Suspended,
            Policies = [.. scaling.Policies],
            Schedules = [.. scaling.Schedules.Select(s => new ScheduledScaling(s.Name, s.Schedule, s.TimeZone, s.Minimum, s.Maximum))],
        };
    }
}
