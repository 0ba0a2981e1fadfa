namespace OpsAgent.Core.Operations.Messages;

/// <summary>
/// The configured chat channels. An implementation MUST post once or say why not, MUST say so when it cannot tell whether
/// it was posted, MUST NOT throw because a channel did not take a post, MUST show the text as text (no mention, link or
/// markup of the channel takes effect), and MUST NOT let a webhook's address or what its host answered into a problem's
/// words, an exception or a log.
/// </summary>
public interface IDestinations
{
    /// <returns>The names that posts may be sent to, in a fixed order.</returns>
    Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken);

    /// <param name="post">Its channel is one of the names.</param>
    Task<Delivery> PostAsync(OutgoingMessage post, CancellationToken cancellationToken);
}
