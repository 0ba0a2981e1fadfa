namespace OpsAgent.StatesLanguage;

/// <summary>One attempt of a task, identified by its scheduled event. <see cref="Parameters"/> is null once the function has returned.</summary>
internal sealed record TaskAttempt(
    int ScheduledEventId,
    string? Parameters,
    string? Token,
    DateTimeOffset? TimeoutAt,
    DateTimeOffset? HeartbeatAt,
    TimeSpan? HeartbeatInterval)
{
    public DateTimeOffset? Due => HeartbeatAt is null || TimeoutAt < HeartbeatAt ? TimeoutAt : HeartbeatAt;

    public bool HeartbeatExpiresFirst => HeartbeatAt is not null && (TimeoutAt is null || HeartbeatAt <= TimeoutAt);
}
