using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// Task tokens: random, with a checksum that distinguishes a token of this engine (TaskTimedOut once its task has ended)
/// from any other text (InvalidToken) without storing old tokens. They begin as AWS's do, so that whatever looks for AWS's finds them.
/// </summary>
internal static partial class TaskToken
{
    private const string Prefix = "AAAAKgAAAAIAAAAA";
    private const int SecretLength = 48;
    private const int ChecksumLength = 6;

    // Characters of base 64, without padding.
    private const int Length = (SecretLength + ChecksumLength) / 3 * 4;

    // Hexadecimal digits of a hash in a mask: enough to tell tokens apart.
    private const int MaskedHashLength = 16;

    public static string New()
    {
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        return Prefix + Convert.ToBase64String([.. secret, .. Checksum(secret)]);
    }

    // Tokens of the first versions have no prefix.
    public static bool IsReadable(string token) => IsSealed(token.StartsWith(Prefix, StringComparison.Ordinal) ? token.AsSpan(Prefix.Length) : token);

    /// <returns>The text with each token of this engine, wherever it stands, as <c>[task token sha256:...]</c>: enough to recognise one that one has.</returns>
    public static string Mask(string text) => Candidates().Replace(text, run => MaskRun(run.Value));

    private static string MaskRun(string run)
    {
        var masked = new StringBuilder();
        for (var at = 0; at < run.Length;)
        {
            if (at + Length > run.Length || !IsSealed(run.AsSpan(at, Length)))
            {
                masked.Append(run[at++]);
                continue;
            }

            var start = run.AsSpan(0, at).EndsWith(Prefix) && masked.Length >= Prefix.Length ? at - Prefix.Length : at;
            masked.Length -= at - start;
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(run[start..(at + Length)])));
            masked.Append("[task token sha256:").Append(hash.AsSpan(0, MaskedHashLength)).Append(']');
            at += Length;
        }

        return masked.ToString();
    }

    private static bool IsSealed(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[SecretLength + ChecksumLength];
        return text.Length == Length
            && Convert.TryFromBase64Chars(text, bytes, out var length)
            && length == bytes.Length
            && Checksum(bytes[..SecretLength]).AsSpan().SequenceEqual(bytes[SecretLength..]);
    }

    private static byte[] Checksum(ReadOnlySpan<byte> secret) => SHA256.HashData(secret)[..ChecksumLength];

    [GeneratedRegex("[A-Za-z0-9+/]{72,}", RegexOptions.CultureInvariant)]
    private static partial Regex Candidates();
}
