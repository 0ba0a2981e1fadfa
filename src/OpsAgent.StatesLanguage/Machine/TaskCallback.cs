namespace OpsAgent.StatesLanguage;

/// <summary>SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat.</summary>
internal abstract record TaskCallback
{
    private TaskCallback()
    {
    }

    /// <summary><see cref="Output"/> is JSON text.</summary>
    internal sealed record Success(string Output) : TaskCallback;

    internal sealed record Failure(string? Error, string? Cause) : TaskCallback;

    internal sealed record Heartbeat : TaskCallback;
}
