namespace OpsAgent.Chat.Model;

/// <summary>A model gave no answer. The message is for the log; people are told of the <see cref="Failure"/>.</summary>
public sealed class ModelException(ModelFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ModelFailure Failure { get; } = failure;
}
