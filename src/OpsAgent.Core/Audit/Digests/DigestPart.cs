using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>
/// The events of an hour as text: a line <c>chain sequence hash</c> for each, sorted by chain (ordinal) and sequence, each ended by
/// a line feed, and cut into parts that a table's item has room for. What OpsAgent itself never writes, a chain that is not 1 to 64
/// letters, digits and hyphens or a hash that is not 64 lower-case hex digits, stands there as its SHA-256, so that nobody's text
/// makes a line.
/// </summary>
public static partial class DigestPart
{
    /// <summary>At most 150 bytes a line: an item of DynamoDB holds 400 KB.</summary>
    public const int MaxLines = 2_000;

    public static IReadOnlyList<string> Of(IEnumerable<AuditEvent> events) =>
    [
        .. events
            .Select(e => (Chain: NameOf(e.Chain), e.Sequence, Hash: NamedHash.Of(e.Hash)))
            .OrderBy(e => e.Chain, StringComparer.Ordinal)
            .ThenBy(e => e.Sequence)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Chain} {e.Sequence} {e.Hash}\n"))
            .Chunk(MaxLines)
            .Select(lines => string.Concat(lines)),
    ];

    /// <returns>What stands for a chain.</returns>
    public static string NameOf(string chain) => Chain().IsMatch(chain) ? chain : HashOf(chain);

    /// <returns>False when a line is not one of <see cref="Of"/>.</returns>
    public static bool TryRead(string part, Action<string, long, NamedHash> take)
    {
        foreach (var range in part.AsSpan().Split('\n'))
        {
            var line = part.AsSpan()[range];
            if (line.IsEmpty)
            {
                continue;
            }

            var (first, last) = (line.IndexOf(' '), line.LastIndexOf(' '));
            if (first < 0 || last <= first
                || !long.TryParse(line[(first + 1)..last], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var sequence)
                || !NamedHash.TryParse(line[(last + 1)..], out var hash))
            {
                return false;
            }

            take(line[..first].ToString(), sequence, hash);
        }

        return true;
    }

    /// <returns>SHA-256 of the text in UTF-8, in lower-case hex.</returns>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc cref="AuditDigest.PartsHash"/>
    public static string HashOf(IEnumerable<string> parts) => HashOf(string.Concat(parts.Select(p => HashOf(p) + "\n")));

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Chain();
}
