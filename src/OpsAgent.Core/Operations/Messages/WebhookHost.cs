using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.Messages;

/// <summary>One entry of the allow-list: a host, or <c>*.suffix</c> for every name below the suffix, and what listens there.</summary>
public sealed partial record WebhookHost
{
    private const string AnyLabels = "*.";

    private WebhookHost(string pattern, WebhookKind kind) => (Pattern, Kind) = (pattern, kind);

    /// <summary>In lower case.</summary>
    public string Pattern { get; }

    public WebhookKind Kind { get; }

    /// <param name="text">A pattern, followed by <c>=slack</c> or <c>=teams</c> where it is none of the standard ones.</param>
    /// <returns>Null when it is no entry: an address, one label only, anything but ASCII, or a kind that nobody knows.</returns>
    public static WebhookHost? TryParse(string text)
    {
        if (Shape().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var pattern = match.Groups["pattern"].Value.ToLowerInvariant();
        return match.Groups["kind"].Value switch
        {
            "slack" => new WebhookHost(pattern, WebhookKind.Slack),
            "teams" => new WebhookHost(pattern, WebhookKind.Teams),
            _ => WebhookHosts.Standard.Entries.FirstOrDefault(e => e.Pattern == pattern),
        };
    }

    /// <returns>Whether the host is this one or, label by label, below the suffix.</returns>
    public bool Covers(string host) => Pattern.StartsWith(AnyLabels, StringComparison.Ordinal)
        ? host.Length > Pattern.Length - 1 && host.EndsWith(Pattern[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(host, Pattern, StringComparison.OrdinalIgnoreCase);

    internal static WebhookHost Of(string pattern, WebhookKind kind) => new(pattern, kind);

    // At least two labels, and the last one is no number: no address and no whole top-level domain can be allowed.
    [GeneratedRegex(
        @"^(?<pattern>(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(=(?<kind>slack|teams))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
