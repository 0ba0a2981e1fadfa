using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Audit;

/// <summary>
/// A hash chain: each event holds the hash of the one before, so that no event can be changed, removed, added or
/// moved without every later hash, and the head kept elsewhere, saying otherwise. What an event tells is made inert
/// before the hash is taken, so no secret is kept for as long as the audit is.
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
            ["operation"] = Shown(subject.Operation),
            ["target"] = Shown(subject.Target),
            ["proposal_id"] = subject.ProposalId?.Value,
            ["execution_mode"] = WireName.Of(subject.Mode),
            ["outcome"] = Shown(entry.Outcome),
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

    /// <param name="events">The chain as it was read, oldest first.</param>
    /// <param name="head">The head that was kept elsewhere, or null where there is none: then a missing tail cannot be seen.</param>
    /// <returns>Null when every link holds, or what is wrong with the first that does not.</returns>
    public static string? FindFirstProblem(string chain, IReadOnlyList<AuditEvent> events, AuditHead? head)
    {
        var last = AuditHead.Start;
        foreach (var link in events)
        {
            if (Validate(chain, link, last) is { } fault)
            {
                return fault;
            }

            last = HeadOf(link);
        }

        return head is null || head == last ? null : $"the chain ends at event {last.Sequence}, but its head says {head.Sequence}";
    }

    private static string? Shown(string? text) => text is null ? null : Sanitizer.Line(text);

    private static string? Validate(string chain, AuditEvent link, AuditHead last)
    {
        if (link.Sequence != last.Sequence + 1)
        {
            return $"event {last.Sequence + 1} is missing";
        }

        if (CanonicalJson.Hash(link.Body) != link.Hash)
        {
            return $"event {link.Sequence} does not have the hash that is kept with it";
        }

        return PositionIn(link) is not { } place ? $"event {link.Sequence} is not an audit event"
            : place.Chain != chain || link.Chain != chain ? $"event {link.Sequence} belongs to another chain"
            : place.Sequence != link.Sequence ? $"event {link.Sequence} was moved"
            : place.Previous != last.Hash ? $"event {link.Sequence} does not follow event {last.Sequence}"
            : null;
    }

    private static (string Chain, long Sequence, string Previous)? PositionIn(AuditEvent link)
    {
        try
        {
            var fields = link.Fields();
            return (fields.GetProperty("chain").GetString()!, fields.GetProperty("sequence").GetInt64(), fields.GetProperty("prev_hash").GetString()!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Somebody wrote another text into its place.
            return null;
        }
    }
}
