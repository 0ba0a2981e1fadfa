namespace OpsAgent.Core.Channels;

/// <summary>Text that people wrote, for Slack: shown as it is, without mentions and links.</summary>
public static class SlackText
{
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
