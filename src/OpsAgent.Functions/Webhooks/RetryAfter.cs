namespace OpsAgent.Functions.Webhooks;

/// <summary>The header Retry-After of an answer, in either of its forms.</summary>
internal static class RetryAfter
{
    /// <returns>How long to wait from now, never less than nothing; null where the answer does not say.</returns>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
