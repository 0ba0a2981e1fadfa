namespace OpsAgent.Chat.Model;

/// <summary>How a conversation with a model ended; closed.</summary>
public abstract record ModelAnswer
{
    private ModelAnswer()
    {
    }

    public sealed record Said(string Words) : ModelAnswer;

    /// <param name="Detail">For the log.</param>
    public sealed record None(ModelFailure Failure, string Detail) : ModelAnswer;
}
