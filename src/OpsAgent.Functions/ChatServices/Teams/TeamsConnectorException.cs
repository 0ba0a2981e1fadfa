namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>A call of the Bot Connector, or for a token to it, that did not succeed. The message holds no token, host or body.</summary>
/// <param name="what">Such as <c>sending a message</c>.</param>
/// <param name="status">The HTTP status, with which nothing was sent or changed up to 499; null where there was no answer.</param>
/// <param name="retryAfter">When the next call is taken, of a 429 alone.</param>
public sealed class TeamsConnectorException(string what, int? status, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception($"Teams: {what} {(status is { } code ? $"was answered with HTTP {code}" : "got no answer that can be read")}.", cause)
{
    public int? Status => status;

    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Whether the conversation, or the message in it, is not there any more, or the bot not in it.</summary>
    public bool IsGone => status is 403 or 404 or 410;
}
