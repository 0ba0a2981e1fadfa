using System.Collections.Immutable;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Ecs;

/// <summary>
/// What Application Auto Scaling does to ECS services, read only. An implementation MUST make a bounded number of calls, and MUST throw
/// <see cref="AwsException"/> when AWS does not say whether the service is registered and with which limits; what else fails is in <see cref="ServiceScaling.Unread"/>.
/// </summary>
public interface IServiceScaling
{
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="service">The service's name.</param>
    /// <returns>What scales the service's desired count, or null when nothing is registered to.</returns>
    Task<ServiceScaling?> FindAsync(string cluster, string service, CancellationToken cancellationToken);
}

/// <summary>A service as a scalable target.</summary>
/// <param name="ReadAt">When it was read.</param>
/// <param name="Minimum">The least tasks that Application Auto Scaling leaves.</param>
/// <param name="Maximum">The most that it starts.</param>
public sealed record ServiceScaling(DateTimeOffset ReadAt, int Minimum, int Maximum)
{
    public bool ScaleInSuspended { get; init; }

    public bool ScaleOutSuspended { get; init; }

    public bool SchedulesSuspended { get; init; }

    /// <summary>Each in words, as in <c>target tracking on ECSServiceAverageCPUUtilization at 60</c>.</summary>
    public ImmutableArray<string> Policies { get; init; } = [];

    public ImmutableArray<ScheduledScaling> Schedules { get; init; } = [];

    /// <summary>Newest first, a few.</summary>
    public ImmutableArray<ScalingChange> Activities { get; init; } = [];

    /// <summary>What AWS did not tell: <c>policies</c>, <c>schedules</c>, <c>activities</c>.</summary>
    public ImmutableArray<string> Unread { get; init; } = [];

    /// <summary>Whether there are more policies or schedules than were read.</summary>
    public bool IsTruncated { get; init; }

    public bool IsSuspended => ScaleInSuspended && ScaleOutSuspended && SchedulesSuspended;
}

/// <summary>A scheduled action.</summary>
/// <param name="Schedule"><c>at(...)</c>, <c>rate(...)</c> or <c>cron(...)</c>.</param>
/// <param name="TimeZone">An IANA name.</param>
/// <param name="Minimum">The new minimum, or null to leave it.</param>
/// <param name="Maximum">The new maximum, or null to leave it.</param>
/// <param name="Start">When it begins to count, or null.</param>
/// <param name="End">When it no longer counts, or null.</param>
public sealed record ScheduledScaling(string Name, string Schedule, string TimeZone, int? Minimum, int? Maximum, DateTimeOffset? Start = null, DateTimeOffset? End = null);

/// <param name="Description">Such as <c>Setting desired count to 6.</c></param>
/// <param name="Status">Pending, InProgress, Successful, Overridden, Unfulfilled, Failed.</param>
public sealed record ScalingChange(DateTimeOffset At, string Description, string Status);
