using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Audit;

/// <summary>The position of an event in search results: ordered by timestamp, then chain, then sequence.</summary>
/// <param name="Timestamp">As in the event: ISO 8601, UTC.</param>
public sealed partial record AuditCursor(string Timestamp, string Chain, long Sequence) : IComparable<AuditCursor>
{
    public static AuditCursor Of(AuditEvent auditEvent) => new(auditEvent.Fields().GetProperty("timestamp").GetString()!, auditEvent.Chain, auditEvent.Sequence);

    public int CompareTo(AuditCursor? other) => other is null ? 1
        : string.CompareOrdinal(Timestamp, other.Timestamp) is not 0 and var byTime ? byTime
        : string.CompareOrdinal(Chain, other.Chain) is not 0 and var byChain ? byChain
        : Sequence.CompareTo(other.Sequence);

    /// <returns>The cursor as clients receive it: <c>timestamp_sequence_chain</c>.</returns>
    public string Text() => string.Create(CultureInfo.InvariantCulture, $"{Timestamp}_{Sequence}_{Chain}");

    public static bool TryParse(string? text, [NotNullWhen(true)] out AuditCursor? cursor)
    {
        cursor = Pattern().Match(text ?? string.Empty) is { Success: true, Groups: var parts }
            ? new AuditCursor(parts[1].Value, parts[3].Value, long.Parse(parts[2].ValueSpan, CultureInfo.InvariantCulture))
            : null;
        return cursor is not null;
    }

    public static bool operator <(AuditCursor left, AuditCursor right) => left.CompareTo(right) < 0;

    public static bool operator >(AuditCursor left, AuditCursor right) => left.CompareTo(right) > 0;

    public static bool operator <=(AuditCursor left, AuditCursor right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AuditCursor left, AuditCursor right) => left.CompareTo(right) >= 0;

    [GeneratedRegex(@"\A([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)_([0-9]{1,12})_([A-Za-z0-9-]{1,64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
