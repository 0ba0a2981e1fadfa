namespace OpsAgent.StatesLanguage;

/// <summary>The error of a failed task attempt. Name and cause may both be null: SendTaskFailure requires neither.</summary>
internal sealed record StateError(string? Name, string? Cause)
{
    /// <summary>Shown as States.Timeout like any other, but States.HeartbeatTimeout matches it too.</summary>
    public bool IsHeartbeat { get; init; }

    /// <summary>A timeout has no cause in the history, yet an empty one in a catcher's input (both as recorded on AWS).</summary>
    public string? CauseForCatcher => Cause ?? (Name == ErrorNames.Timeout ? "" : null);

    public static StateError TimedOut(bool heartbeat) => new(ErrorNames.Timeout, null) { IsHeartbeat = heartbeat };
}
