using Microsoft.Data.Sqlite;

using OpsAgent.Core.Primitives;
using OpsAgent.Local.Stores;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>
/// The changes made to the simulated cloud, stored in the local database. The state of the cloud is its file plus these
/// changes, so it survives a restart of the host.
/// </summary>
public sealed class CloudWriteLog(SqliteDatabase database, TimeProvider time)
{
    /// <param name="value">The new desired count, or family and revision of what is deployed, or null.</param>
    public void Add(string action, string resource, string sourceIdentity, object? value = null) => database.Transact(s => s.Execute(
        "INSERT INTO cloud_writes (at, action, resource, source_identity, value) VALUES ($at, $action, $resource, $by, $value)",
        ("$at", Timestamps.Text(time.GetUtcNow())),
        ("$action", action),
        ("$resource", resource),
        ("$by", sourceIdentity),
        ("$value", value)));

    /// <returns>Oldest first.</returns>
    public IReadOnlyList<CloudWrite> All() => database.Transact(s => s.Query(
        "SELECT at, action, resource, source_identity, value FROM cloud_writes ORDER BY id", Read));

    /// <returns>The writes of one action on one resource, oldest first.</returns>
    public IReadOnlyList<CloudWrite> Find(string action, string resource) => database.Transact(s => s.Query(
        "SELECT at, action, resource, source_identity, value FROM cloud_writes WHERE action = $action AND resource = $resource ORDER BY id",
        Read,
        ("$action", action),
        ("$resource", resource)));

    private static CloudWrite Read(SqliteDataReader row) => new(
        Timestamps.TryParse(row.GetString(0), out var at) ? at : default,
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetValue(4) is long count ? (int)count : null,
        row.GetValue(4) as string);
}
