namespace OpsAgent.Core.Primitives;

/// <summary>
/// The ULID text form (github.com/ulid/spec), in lower case so that it may stand in any AWS name: 10 characters
/// of milliseconds since 1970, 16 of randomness, Crockford's base 32.
/// </summary>
public static class Ulid
{
    public const int Length = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string Text(long milliseconds, ReadOnlySpan<byte> randomness)
    {
        Span<char> text = stackalloc char[Length];
        for (var i = 9; i >= 0; i--, milliseconds >>= 5)
        {
            text[i] = Alphabet[(int)(milliseconds & 31)];
        }

        var (bits, held, at) = (0, 0, 10);
        foreach (var value in randomness)
        {
            bits = (bits << 8) | value;
            held += 8;
            while (held >= 5)
            {
                held -= 5;
                text[at++] = Alphabet[(bits >> held) & 31];
            }

            bits &= (1 << held) - 1;
        }

        return new string(text);
    }

    public static bool IsUlid(string text) =>
        text.Length == Length && text[0] <= '7' && text.All(c => Alphabet.Contains(c, StringComparison.Ordinal));
}
