using System.Text.RegularExpressions;

using OpsAgent.Core.Text;

namespace OpsAgent.Aws.Clients;

/// <summary>
/// What AWS itself says in an error, made fit to be shown: without the encoded authorization message, which tells an
/// attacker about policies once decoded, without account ids, secrets and invisible characters, and bounded in length.
/// </summary>
internal static partial class AwsSentence
{
    public const int MaxLength = 400;

    /// <returns>A blank and <c>AWS says: ...</c>, ending with a full stop; empty where AWS says nothing.</returns>
    public static string Of(string? message)
    {
        var said = Shown(message);
        return said.Length == 0 ? string.Empty : $" AWS says: {said}{(said[^1] is '.' or '!' or '?' or '…' ? string.Empty : ".")}";
    }

    private static string Shown(string? message)
    {
        var text = EncodedMessage().Replace(message ?? string.Empty, string.Empty);
        text = Whitespace().Replace(Redactor.Text(Sanitizer.Text(text)), " ").Trim();
        text = AccountId().Replace(text, "<account>");
        return text.Length <= MaxLength ? text : $"{text[..(MaxLength - 1)].TrimEnd()}…";
    }

    [GeneratedRegex("Encoded authorization failure message: *[A-Za-z0-9_=+/.-]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EncodedMessage();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Whitespace();

    [GeneratedRegex("(?<![0-9A-Za-z-])[0-9]{12}(?![0-9A-Za-z-])", RegexOptions.CultureInvariant)]
    private static partial Regex AccountId();
}
