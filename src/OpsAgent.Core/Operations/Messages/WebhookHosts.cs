namespace OpsAgent.Core.Operations.Messages;

/// <summary>The hosts that webhooks may be on. Nothing else is ever connected to.</summary>
public sealed class WebhookHosts
{
    private WebhookHosts(IReadOnlyList<WebhookHost> entries) => Entries = entries;

    public static WebhookHosts Standard { get; } = new(
    [
        WebhookHost.Of("hooks.slack.com", WebhookKind.Slack),
        WebhookHost.Of("*.logic.azure.com", WebhookKind.Teams),
        WebhookHost.Of("*.environment.api.powerplatform.com", WebhookKind.Teams),
    ]);

    public IReadOnlyList<WebhookHost> Entries { get; }

    /// <param name="text">Entries between commas, such as <c>hooks.slack.com,hooks.slack-gov.com=slack</c>.</param>
    /// <returns>Null when one of them is no entry.</returns>
    public static WebhookHosts? TryParse(string text)
    {
        var entries = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(WebhookHost.TryParse).ToList();
        return entries.Count > 0 && entries.TrueForAll(e => e is not null) ? new WebhookHosts([.. entries.OfType<WebhookHost>()]) : null;
    }

    /// <returns>What listens on the host; null when it is not allowed.</returns>
    public WebhookKind? KindOf(string host) => Entries.FirstOrDefault(e => e.Covers(host))?.Kind;
}
