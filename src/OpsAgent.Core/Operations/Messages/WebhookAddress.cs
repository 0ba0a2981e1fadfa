using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.Messages;

/// <summary>
/// A webhook's URL: whoever knows it can post, so it is a secret. Its text form is not the URL, and what is wrong with
/// a URL is said without quoting it; only the sender calls <see cref="Reveal"/>.
/// </summary>
public sealed partial class WebhookAddress
{
    private const int MaxLength = 2048;
    private const int Port = 443;

    private readonly Uri _url;

    private WebhookAddress(Uri url, WebhookKind kind) => (_url, Kind) = (url, kind);

    public WebhookKind Kind { get; }

    /// <param name="text">The URL as it was configured.</param>
    /// <returns>The address, or what is wrong with it, in words that may be shown to anybody.</returns>
    public static (WebhookAddress? Address, string? Problem) Parse(string text, WebhookHosts hosts)
    {
        // Read strictly before Uri reads it: Uri mends backslashes, blanks, numbers for hosts and foreign dots, and what
        // it mended may be another host than the one that an administrator saw.
        if (text.Length > MaxLength || Shape().Match(text.Trim()) is not { Success: true } match)
        {
            return (null, "its address is not a plain https URL on port 443, without a user, fragment or blanks");
        }

        var host = match.Groups["host"].Value;
        if (hosts.KindOf(host) is not { } kind)
        {
            return (null, "its host is not one of the allowed webhook hosts");
        }

        return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) && url is { Scheme: "https", Port: Port, UserInfo: "", HostNameType: UriHostNameType.Dns }
            && string.Equals(url.IdnHost, host, StringComparison.OrdinalIgnoreCase)
            ? (new WebhookAddress(url, kind), null)
            : (null, "its address is not a plain https URL");
    }

    public Uri Reveal() => _url;

    public override string ToString() => "[webhook address]";

    // Visible ASCII after the host, but no quotes, angle brackets, backslash, fragment and the like: no webhook has them.
    [GeneratedRegex(
        @"^https://(?<host>[A-Za-z0-9.-]{1,253})(:443)?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*(\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Shape();
}
