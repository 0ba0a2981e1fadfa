namespace OpsAgent.StatesLanguage;

/// <summary>The Resource of a Task state.</summary>
internal abstract record TaskResource
{
    private TaskResource()
    {
    }

    /// <summary><c>arn:aws:states:::lambda:invoke</c>, with or without <c>.waitForTaskToken</c>.</summary>
    internal sealed record Invoke(bool WaitForTaskToken) : TaskResource;

    /// <summary>The ARN of a Lambda function: the payload is the state's input, the response payload its result.</summary>
    internal sealed record Function(string Arn) : TaskResource;

    public bool WaitsForTaskToken => this is Invoke { WaitForTaskToken: true };
}
