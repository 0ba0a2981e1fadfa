using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit;

/// <summary>Makes events of entries: adds id, timestamp, sequence and hash.</summary>
public sealed class AuditEventFactory(IdSource ids, TimeProvider time)
{
    public IReadOnlyList<AuditEvent> Create(string chain, AuditHead head, AuditSubject subject, IEnumerable<AuditEntry> entries)
    {
        var events = new List<AuditEvent>();
        foreach (var entry in entries)
        {
            var auditEvent = AuditChain.Append(chain, head, ids.NewEventId(), time.GetUtcNow(), subject, entry);
            head = AuditChain.HeadOf(auditEvent);
            events.Add(auditEvent);
        }

        return events;
    }
}
