namespace OpsAgent.Core.Primitives;

/// <summary>
/// The ULID text form (github.com/ulid/spec), in lower case, which every AWS name allows: 10 characters
/// of milliseconds since 1970, 16 of randomness, Crockford's base 32.
/// </summary>
public static class Ulid
{
    public const int Length = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    // A made-up one may tell of a year that no calendar has; a day is left to add to.
    private static readonly long LatestTime = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    public static string Format(long milliseconds, ReadOnlySpan<byte> randomness)
    {
        Span<char> text = stackalloc char[Length];
        for (var i = 9; i >= 0; i--, milliseconds >>= 5)
        {
            text[i] = Alphabet[(int)(milliseconds & 31)];
        }

        var (bits, bitCount, position) = (0, 0, 10);
        foreach (var value in randomness)
        {
            bits = (bits << 8) | value;
            bitCount += 8;
            while (bitCount >= 5)
            {
                bitCount -= 5;
                text[position++] = Alphabet[(bits >> bitCount) & 31];
            }

            bits &= (1 << bitCount) - 1;
        }

        return new string(text);
    }

    /// <param name="ulid">Holds to <see cref="IsUlid"/>.</param>
    public static DateTimeOffset TimeOf(string ulid) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Min(LatestTime, ulid[..10].Aggregate(0L, (time, c) => (time << 5) | (long)Alphabet.IndexOf(c, StringComparison.Ordinal))));

    public static bool IsUlid(string text) =>
        text.Length == Length && text[0] <= '7' && text.All(c => Alphabet.Contains(c, StringComparison.Ordinal));
}
