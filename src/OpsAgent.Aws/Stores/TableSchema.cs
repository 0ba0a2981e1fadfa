namespace OpsAgent.Aws.Stores;

/// <summary>The keys of the tables as the stores use them; all are text. A template or a test makes the tables after these.</summary>
/// <remarks>DynamoDB deletes what is past its <see cref="TimeToLive"/> some time within days: room is saved by it, nothing is decided.</remarks>
public sealed record TableSchema(string Partition, string? Sort, params IReadOnlyList<TableIndex> Indexes)
{
    public static readonly TableIndex ApprovalsByStatus = new("by-status", "status", "created_at");
    public static readonly TableIndex ApprovalsByTarget = new("by-target", "target", "created_at");
    public static readonly TableIndex AuditByDay = new("by-day", "day", "timestamp");
    public static readonly TableIndex AuditByEventType = new("by-event-type", "event_type", "timestamp");
    public static readonly TableIndex AuditByUser = new("by-user", "user_id", "timestamp");
    public static readonly TableIndex IncidentsByNumber = new("by-number", "kind", "number");

    /// <summary>The attribute with the second of 1970 after which an item may be deleted; null where items stay.</summary>
    public string? TimeToLive { get; init; }

    public static TableSchema Approvals { get; } = new("pk", null, ApprovalsByStatus, ApprovalsByTarget);

    /// <summary>Signed submissions and approvals, put once each and never changed.</summary>
    public static TableSchema Decisions { get; } = new("proposal_id", "decision");

    public static TableSchema Audit { get; } = new("chain", "sequence", AuditByDay, AuditByEventType, AuditByUser) { TimeToLive = "ttl" };

    public static TableSchema Incidents { get; } = new("incident_id", null, IncidentsByNumber);

    public static TableSchema Sessions { get; } = new("pk", null) { TimeToLive = "ttl" };
}
