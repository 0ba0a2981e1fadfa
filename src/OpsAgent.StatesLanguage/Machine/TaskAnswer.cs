namespace OpsAgent.StatesLanguage;

/// <summary>What the holder of a task token said.</summary>
internal abstract record TaskAnswer
{
    private TaskAnswer()
    {
    }

    /// <summary><see cref="Output"/> is JSON text.</summary>
    internal sealed record Success(string Output) : TaskAnswer;

    internal sealed record Failure(string? Error, string? Cause) : TaskAnswer;

    internal sealed record Heartbeat : TaskAnswer;
}
