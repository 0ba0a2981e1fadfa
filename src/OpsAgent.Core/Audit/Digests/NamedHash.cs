using System.Globalization;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>A hash by which a digest names an event, in 32 bytes: a million of them have to fit.</summary>
public readonly record struct NamedHash(UInt128 Upper, UInt128 Lower)
{
    private const int Length = 64;

    /// <returns>The hash; of a text that is none, the text's SHA-256.</returns>
    public static NamedHash Of(string hash) => TryParse(hash, out var named) ? named : TryParse(DigestPart.HashOf(hash), out named) ? named : default;

    public static bool TryParse(ReadOnlySpan<char> text, out NamedHash hash)
    {
        hash = default;
        if (text.Length != Length || text.ContainsAnyExcept("0123456789abcdef"))
        {
            return false;
        }

        hash = new NamedHash(Half(text[..(Length / 2)]), Half(text[(Length / 2)..]));
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Upper:x32}{Lower:x32}");

    private static UInt128 Half(ReadOnlySpan<char> text) => UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
