namespace OpsAgent.StatesLanguage;

/// <summary>One attempt of a task, named by its scheduling event. <see cref="Parameters"/> is kept only until the function has answered.</summary>
internal sealed record TaskAttempt(
    int ScheduledEventId,
    string? Parameters,
    string? Token,
    DateTimeOffset? TimeoutAt,
    DateTimeOffset? HeartbeatAt,
    TimeSpan? HeartbeatEvery)
{
    public DateTimeOffset? Due => HeartbeatAt is null || TimeoutAt < HeartbeatAt ? TimeoutAt : HeartbeatAt;

    public bool HeartbeatIsFirst => HeartbeatAt is not null && (TimeoutAt is null || HeartbeatAt <= TimeoutAt);
}
