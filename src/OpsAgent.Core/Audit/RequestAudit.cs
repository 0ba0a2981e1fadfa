namespace OpsAgent.Core.Audit;

/// <summary>
/// The audit chain of one request. Remembers the head between the entries of the request. Not thread-safe.
/// </summary>
public sealed class RequestAudit(string chain, IAuditTrail audit, AuditEventFactory eventFactory)
{
    private AuditHead _head = AuditHead.Start;

    /// <exception cref="AuditWriteException">The entry is not written.</exception>
    public async Task AppendAsync(AuditSubject subject, AuditEntry entry, CancellationToken cancellationToken)
    {
        var events = CreateEvents(subject, [entry]);
        await audit.AppendAsync(events, cancellationToken);
        MarkWritten(events);
    }

    /// <summary>Makes the next events for a store that writes them in its own transaction; <see cref="MarkWritten"/> must follow.</summary>
    public IReadOnlyList<AuditEvent> CreateEvents(AuditSubject subject, IEnumerable<AuditEntry> entries) => eventFactory.Create(chain, _head, subject, entries);

    /// <summary>Moves the head after the events were stored.</summary>
    public void MarkWritten(IReadOnlyList<AuditEvent> events) => _head = events.Count == 0 ? _head : AuditChain.HeadOf(events[^1]);
}
