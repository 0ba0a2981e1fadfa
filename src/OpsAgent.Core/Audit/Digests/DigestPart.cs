using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsAgent.Core.Audit.Digests;

/// <summary>
/// The events of an hour as text: a line <c>chain sequence hash</c> for each, sorted by chain (ordinal) and sequence, each ended by
/// a line feed, and cut into parts that a table's item has room for.
/// </summary>
public static class DigestPart
{
    /// <summary>At most 150 bytes a line: an item of DynamoDB holds 400 KB.</summary>
    public const int MaxLines = 2_000;

    public static IReadOnlyList<string> Of(IEnumerable<AuditEvent> events) =>
    [
        .. events
            .OrderBy(e => e.Chain, StringComparer.Ordinal)
            .ThenBy(e => e.Sequence)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Chain} {e.Sequence} {e.Hash}\n"))
            .Chunk(MaxLines)
            .Select(lines => string.Concat(lines)),
    ];

    /// <returns>SHA-256 of the text in UTF-8, in lower-case hex.</returns>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc cref="AuditDigest.PartsHash"/>
    public static string HashOf(IEnumerable<string> parts) => HashOf(string.Concat(parts.Select(p => HashOf(p) + "\n")));
}
