namespace OpsAgent.Chat.Model;

/// <summary>
/// A language model that may ask for tools. An implementation MUST answer with what the model said and nothing of its own,
/// MUST NOT carry out a tool, MUST try again where it was throttled, and MUST throw a <see cref="ModelException"/> when
/// there is no answer that can be read. Whatever it answers is the text of a stranger.
/// </summary>
public interface IChatModel
{
    /// <exception cref="ModelException">There is no answer.</exception>
    Task<ModelReply> AskAsync(ModelRequest request, CancellationToken cancellationToken);
}
