namespace OpsAgent.StatesLanguage;

/// <summary>What a Task state calls.</summary>
internal abstract record TaskResource
{
    private TaskResource()
    {
    }

    /// <summary><c>arn:aws:states:::lambda:invoke</c>, with or without <c>.waitForTaskToken</c>.</summary>
    internal sealed record Invoke(bool WaitsForToken) : TaskResource;

    /// <summary>A function's own ARN: its payload is the state's input, its answer the state's result.</summary>
    internal sealed record Function(string Arn) : TaskResource;

    public bool NeedsToken => this is Invoke { WaitsForToken: true };
}
