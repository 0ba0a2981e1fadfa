using System.Buffers;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// The secret with which an approver names a proposal: answered once to the requester, who gives it to an approver. Only its
/// hash is stored. <see cref="Secret.Reveal"/> is for that one response.
/// </summary>
public sealed class ApprovalToken : Secret
{
    public const string Prefix = "approve-";
    public const int RandomLength = 32;

    private ApprovalToken(string text)
        : base("approval token", text)
    {
    }

    /// <returns>Null when the text does not have the format of a token.</returns>
    public static ApprovalToken? TryParse(string? text) =>
        text?.Trim() is { Length: 40 } trimmed
        && trimmed.StartsWith(Prefix, StringComparison.Ordinal)
        && trimmed.AsSpan(Prefix.Length).IndexOfAnyExcept(Base62) < 0
            ? new ApprovalToken(trimmed)
            : null;

    public TokenHash Hash() => new(CanonicalJson.Hash(Reveal()));

    internal static ApprovalToken Create(ReadOnlySpan<char> random) => new(string.Concat(Prefix, random));

    private static readonly SearchValues<char> Base62 =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
