using System.Globalization;
using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit;

/// <summary>The criteria of an audit search; an event must match all that are set.</summary>
public sealed record AuditSearch
{
    /// <summary>The day in UTC.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Who did it.</summary>
    public UserId? User { get; init; }

    public AuditEventType? Type { get; init; }

    /// <summary>The proposal whose chain they are in.</summary>
    public ProposalId? Proposal { get; init; }

    /// <summary>The day as stored in indexes: <c>yyyy-MM-dd</c>, or null.</summary>
    public string? DayText => Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The type as events and indexes have it, or null.</summary>
    public string? TypeText => Type is { } type ? WireName.Of(type) : null;

    /// <summary>Whether no criterion is set, which stores refuse.</summary>
    public bool IsEmpty => this is { Day: null, User: null, Type: null, Proposal: null };

    /// <returns>Whether the event is JSON and has a time: without it no search can place it.</returns>
    public static bool IsReadable(AuditEvent link) => TimedFieldsOf(link) is not null;

    public bool Matches(AuditEvent link)
    {
        return TimedFieldsOf(link) is { } fields
            && (Proposal is null || link.Chain == Proposal.Value.Value)
            && (DayText is null || TextOf(fields, "timestamp")?.StartsWith(DayText, StringComparison.Ordinal) is true)
            && (User is null || TextOf(fields, "user_id") == User.Value.Value)
            && (TypeText is null || TextOf(fields, "event_type") == TypeText);
    }

    private static JsonElement? TimedFieldsOf(AuditEvent link) =>
        link.FieldsIfReadable() is { } fields && TextOf(fields, "timestamp") is not null ? fields : null;

    private static string? TextOf(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
