using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Audit;

/// <summary>Gives entries their place in a chain: id, time and hash.</summary>
public sealed class AuditEventFactory(IdSource ids, TimeProvider time)
{
    public IReadOnlyList<AuditEvent> Create(string chain, AuditHead head, AuditSubject subject, IEnumerable<AuditEntry> entries)
    {
        var events = new List<AuditEvent>();
        foreach (var entry in entries)
        {
            var link = AuditChain.Append(chain, head, ids.NewEventId(), time.GetUtcNow(), subject, entry);
            head = AuditChain.HeadOf(link);
            events.Add(link);
        }

        return events;
    }
}
