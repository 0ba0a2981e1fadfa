using OpsAgent.Core.Audit.Digests;

namespace OpsAgent.Core.Audit.Export;

/// <summary>One record of an export of the audit: everything by which the audit is verified without the system.</summary>
public abstract record AuditRecord
{
    private AuditRecord()
    {
    }

    /// <summary>What an export is of; the first record.</summary>
    /// <param name="Environment">The deployment's name.</param>
    /// <param name="From">The first moment that was asked for, of a whole hour; null for the beginning.</param>
    /// <param name="To">The first moment after it; null for the end.</param>
    /// <param name="At">When it was made.</param>
    public sealed record Opening(string Environment, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset At) : AuditRecord
    {
        public const int Format = 1;
    }

    /// <summary>An event as it is stored.</summary>
    public sealed record Event(AuditEvent Stored) : AuditRecord;

    /// <summary>How long a proposal says that its chain is.</summary>
    public sealed record Head(string Chain, AuditHead Stored) : AuditRecord;

    /// <summary>A digest as it is stored.</summary>
    public sealed record Digest(SignedDigest Stored) : AuditRecord;
}
