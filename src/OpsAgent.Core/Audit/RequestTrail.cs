namespace OpsAgent.Core.Audit;

/// <summary>
/// The chain of one request while the request lasts. Remembers the head, so that whoever records next in the same
/// request follows on. Used by one caller at a time.
/// </summary>
public sealed class RequestTrail(string chain, IAuditTrail audit, AuditScribe scribe)
{
    private AuditHead _head = AuditHead.Start;

    /// <exception cref="AuditWriteException">The entry is not written.</exception>
    public async Task AppendAsync(AuditSubject subject, AuditEntry entry, CancellationToken cancellationToken)
    {
        var events = Seal(subject, [entry]);
        await audit.AppendAsync(events, cancellationToken);
        Written(events);
    }

    /// <returns>The entries as the next links; for a store that writes them in a transaction of its own and is followed by <see cref="Written"/>.</returns>
    public IReadOnlyList<AuditEvent> Seal(AuditSubject subject, IEnumerable<AuditEntry> entries) => scribe.Write(chain, _head, subject, entries);

    /// <summary>Says that sealed events were stored.</summary>
    public void Written(IReadOnlyList<AuditEvent> events) => _head = events.Count == 0 ? _head : AuditChain.HeadOf(events[^1]);
}
