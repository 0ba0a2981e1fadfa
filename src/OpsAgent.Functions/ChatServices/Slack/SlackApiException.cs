namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>A call of Slack's Web API that did not succeed.</summary>
/// <param name="method">Such as <c>chat.postMessage</c>.</param>
/// <param name="error">Slack's own code, such as <c>message_not_found</c>, with which nothing was done; null where Slack gave none.</param>
/// <param name="retryAfter">When Slack takes the next call, of <c>ratelimited</c> alone.</param>
public sealed class SlackApiException(string method, string? error, TimeSpan? retryAfter, Exception? cause = null)
    : Exception($"Slack's {method} {(error is null ? "gave no answer that can be read" : $"answered {error}")}.", cause)
{
    public string? Error => error;

    public TimeSpan? RetryAfter => retryAfter;
}
