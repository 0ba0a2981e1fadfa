using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Audit;

/// <summary>
/// A hash chain: each event contains the hash of the previous one, so that changing, removing, inserting or moving an event
/// breaks the chain; a missing tail shows in the head, which is stored elsewhere. Events are sanitized before they are hashed.
/// </summary>
public static class AuditChain
{
    public static AuditEvent Append(string chain, AuditHead head, string eventId, DateTimeOffset at, AuditSubject subject, AuditEntry entry)
    {
        var sequence = head.Sequence + 1;
        var body = CanonicalJson.Text(new JsonObject
        {
            ["chain"] = chain,
            ["sequence"] = sequence,
            ["event_id"] = eventId,
            ["event_type"] = WireName.Of(entry.Type),
            ["timestamp"] = Timestamps.Text(at),
            ["correlation_id"] = subject.CorrelationId,
            ["user_id"] = subject.Person?.UserId.Value,
            ["identity"] = subject.Person is { } person ? WireName.Of(person.Identity) : null,
            ["channel"] = subject.Person is { } caller ? WireName.Of(caller.Source) : null,
            ["operation"] = Sanitize(subject.Operation),
            ["target"] = Sanitize(subject.Target),
            ["proposal_id"] = subject.ProposalId?.Value,
            ["execution_mode"] = WireName.Of(subject.Mode),
            ["outcome"] = Sanitize(entry.Outcome),
            ["duration_ms"] = subject.Duration is { } duration ? (long)duration.TotalMilliseconds : null,
            ["details"] = entry.Details?.ToNode() is { } details ? Sanitizer.Json(details) : null,
            ["prev_hash"] = head.Hash,
        }.ToElement());
        return new AuditEvent(chain, sequence, body, CanonicalJson.Hash(body));
    }

    public static AuditHead HeadOf(AuditEvent last)
    {
        return new AuditHead(last.Sequence, last.Hash);
    }

    /// <param name="events">The stored events, oldest first.</param>
    /// <param name="head">The stored head, or null: without it a missing tail is not detected.</param>
    /// <returns>Null when the chain is intact, else the problem of the first broken event.</returns>
    public static string? FindFirstProblem(string chain, IReadOnlyList<AuditEvent> events, AuditHead? head)
    {
        var last = AuditHead.Start;
        foreach (var auditEvent in events)
        {
            if (Validate(chain, auditEvent, last) is { } problem)
            {
                return problem;
            }

            last = HeadOf(auditEvent);
        }

        return head is null || head == last ? null : $"the chain ends at event {last.Sequence}, but its head says {head.Sequence}";
    }

    private static string? Sanitize(string? text) => text is null ? null : Sanitizer.Line(text);

    private static string? Validate(string chain, AuditEvent auditEvent, AuditHead last)
    {
        if (auditEvent.Sequence != last.Sequence + 1)
        {
            return $"event {last.Sequence + 1} is missing";
        }

        if (CanonicalJson.Hash(auditEvent.Body) != auditEvent.Hash)
        {
            return $"event {auditEvent.Sequence} does not have the hash that is kept with it";
        }

        return PositionIn(auditEvent) is not { } position ? $"event {auditEvent.Sequence} is not an audit event"
            : position.Chain != chain || auditEvent.Chain != chain ? $"event {auditEvent.Sequence} belongs to another chain"
            : position.Sequence != auditEvent.Sequence ? $"event {auditEvent.Sequence} was moved"
            : position.Previous != last.Hash ? $"event {auditEvent.Sequence} does not follow event {last.Sequence}"
            : auditEvent.HasOtherEnd ? $"event {auditEvent.Sequence} is to be deleted at another time than {AuditEvent.RetentionDays} days after it happened"
            : null;
    }

    /// <returns>What the event's text says of its place; null where the text was damaged or replaced.</returns>
    internal static (string Chain, long Sequence, string Previous)? PositionIn(AuditEvent auditEvent) =>
        auditEvent.FieldsIfReadable() is { } fields
        && Text(fields, "chain") is { } chain
        && Text(fields, "prev_hash") is { } previous
        && fields.TryGetProperty("sequence", out var number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt64(out var sequence)
            ? (chain, sequence, previous)
            : null;

    private static string? Text(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
