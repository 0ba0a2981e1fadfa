namespace OpsAgent.Core.Audit;

/// <summary>
/// Where audit events are kept for good. An implementation MUST write all events of a call or none, MUST refuse an
/// event whose place in its chain is taken, and MUST offer no way to change or remove one.
/// </summary>
public interface IAuditTrail
{
    /// <exception cref="AuditWriteException">The events are not written.</exception>
    Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken);

    /// <returns>The chain, oldest first; empty when there is none.</returns>
    Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken);
}
