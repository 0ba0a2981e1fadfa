namespace OpsAgent.Core.Audit;

/// <summary>
/// The chain of one request while the request lasts. Remembers the head, so that whoever records next in the same
/// request follows on. Used by one caller at a time.
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

    /// <returns>The entries as the next links; for a store that writes them in a transaction of its own and is followed by <see cref="MarkWritten"/>.</returns>
    public IReadOnlyList<AuditEvent> CreateEvents(AuditSubject subject, IEnumerable<AuditEntry> entries) => eventFactory.Create(chain, _head, subject, entries);

    /// <summary>Says that sealed events were stored.</summary>
    public void MarkWritten(IReadOnlyList<AuditEvent> events) => _head = events.Count == 0 ? _head : AuditChain.HeadOf(events[^1]);
}
