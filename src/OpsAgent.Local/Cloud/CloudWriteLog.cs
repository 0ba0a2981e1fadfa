using OpsAgent.Core;
using OpsAgent.Local.Stores;

namespace OpsAgent.Local.Cloud;

/// <summary>
/// What was ever done to the simulated cloud, kept with the other data: the cloud's state is its file plus these
/// writes, so that a restarted host finds the cloud as it left it and nobody can do a thing twice unseen.
/// </summary>
public sealed class CloudWriteLog(SqliteDatabase database, TimeProvider time)
{
    public void Add(string action, string resource, string sourceIdentity) => database.Transact(s => s.Execute(
        "INSERT INTO cloud_writes (at, action, resource, source_identity) VALUES ($at, $action, $resource, $by)",
        ("$at", Instant.Text(time.GetUtcNow())),
        ("$action", action),
        ("$resource", resource),
        ("$by", sourceIdentity)));

    /// <returns>Oldest first.</returns>
    public IReadOnlyList<CloudWrite> All() => database.Transact(s => s.Query(
        "SELECT at, action, resource, source_identity FROM cloud_writes ORDER BY id",
        r => new CloudWrite(
            Instant.TryParse(r.GetString(0), out var at) ? at : default, r.GetString(1), r.GetString(2), r.GetString(3))));

    public DateTimeOffset? Last(string action, string resource) => database.Transact(s => s.Text(
        "SELECT MAX(at) FROM cloud_writes WHERE action = $action AND resource = $resource",
        ("$action", action),
        ("$resource", resource))) is { } text && Instant.TryParse(text, out var at) ? at : null;
}
