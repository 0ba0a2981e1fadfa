using System.Buffers;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// The secret that stands for one proposal: given once, to the requester, who hands it to an approver. Only its
/// hash is stored. Its text form is not the token; <see cref="Reveal"/> is, for the one answer that carries it.
/// </summary>
public sealed partial class ApprovalToken
{
    public const string Prefix = "approve-";
    public const int RandomLength = 32;

    private readonly string _text;

    private ApprovalToken(string text) => _text = text;

    /// <returns>Null when the text cannot be a token at all.</returns>
    public static ApprovalToken? TryParse(string? text) =>
        text?.Trim() is { Length: 40 } trimmed
        && trimmed.StartsWith(Prefix, StringComparison.Ordinal)
        && trimmed.AsSpan(Prefix.Length).IndexOfAnyExcept(Base62) < 0
            ? new ApprovalToken(trimmed)
            : null;

    public TokenHash Hash() => new(CanonicalJson.Hash(_text));

    public string Reveal() => _text;

    public override string ToString() => "[approval token]";

    /// <returns>The text with everything that looks like a token struck out: for what is shown of a caller's own words.</returns>
    public static string Struck(string text) => Likeness().Replace(text, "[approval token]");

    internal static ApprovalToken Mint(ReadOnlySpan<char> random) => new(string.Concat(Prefix, random));

    private static readonly SearchValues<char> Base62 =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    [GeneratedRegex("approve-[0-9A-Za-z]{8,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Likeness();
}
