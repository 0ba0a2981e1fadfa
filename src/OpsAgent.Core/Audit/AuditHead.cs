namespace OpsAgent.Core.Audit;

/// <summary>Sequence and hash of the last event of a chain, with which a missing tail is detected.</summary>
/// <param name="Sequence">Number of the last event, from 1; 0 for an empty chain.</param>
/// <param name="Hash">Its hash; <see cref="Start"/>'s for an empty chain.</param>
public sealed record AuditHead(long Sequence, string Hash)
{
    /// <summary>Before the first event: 64 zeros.</summary>
    public static readonly AuditHead Start = new(0, new string('0', 64));
}
