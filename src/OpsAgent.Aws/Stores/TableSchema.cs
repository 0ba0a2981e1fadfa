namespace OpsAgent.Aws.Stores;

/// <summary>The keys of the tables as the stores use them; all are text. A template or a test makes the tables after these.</summary>
/// <remarks>DynamoDB deletes what is past its <see cref="TimeToLive"/> some time within days: room is saved by it, nothing is decided.</remarks>
public sealed record TableSchema(string Partition, string? Sort, params IReadOnlyList<TableIndex> Indexes)
{
    /// <summary>The attribute with the second of 1970 after which an item may be deleted; null where items stay.</summary>
    public string? TimeToLive { get; init; }

    public static TableSchema Approvals { get; } = new(
        "pk", null, new TableIndex("by-status", "status", "created_at"), new TableIndex("by-target", "target", "created_at"), new TableIndex("by-requester", "requester", "created_at"));

    public static TableSchema Audit { get; } = new(
        "chain", "sequence", new TableIndex("by-day", "day", "timestamp"), new TableIndex("by-event-type", "event_type", "timestamp"), new TableIndex("by-user", "user_id", "timestamp"));

    public static TableSchema Incidents { get; } = new("incident_id", null, new TableIndex("by-number", "kind", "number"));

    public static TableSchema Sessions { get; } = new("pk", null) { TimeToLive = "ttl" };
}
