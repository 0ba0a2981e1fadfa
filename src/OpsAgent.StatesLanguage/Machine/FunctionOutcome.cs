namespace OpsAgent.StatesLanguage;

/// <summary>The outcome of a Lambda invocation.</summary>
internal abstract record FunctionOutcome
{
    private FunctionOutcome()
    {
    }

    /// <summary><see cref="Output"/> is JSON text.</summary>
    internal sealed record Returned(string Output) : FunctionOutcome;

    internal sealed record Failed(StateError Error) : FunctionOutcome;
}
