namespace OpsAgent.Core.Audit.Digests;

/// <summary>The audit as AuditDigest sees it: it reads every event and puts none.</summary>
public interface IAuditEvents
{
    /// <returns>When the oldest event happened, as the index has it; null where there is none.</returns>
    Task<DateTimeOffset?> FindOldestAsync(CancellationToken cancellationToken);

    /// <summary>Every event that the index has for this hour, in no order. What was written in the last seconds may be missing.</summary>
    /// <param name="hour">Its first moment, UTC.</param>
    Task<IReadOnlyList<AuditPlace>> ListHourAsync(DateTimeOffset hour, CancellationToken cancellationToken);

    /// <returns>The chain as it was last written, oldest first.</returns>
    Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken);
}

/// <summary>Where an event is.</summary>
public readonly record struct AuditPlace(string Chain, long Sequence);
