using OpsAgent.Core;
using OpsAgent.Local.Stores;

namespace OpsAgent.Local.Cloud;

/// <summary>
/// What was ever done to the simulated cloud, kept with the other data: the cloud's state is its file plus these
/// writes, so that a restarted host finds the cloud as it left it and nobody can do a thing twice unseen.
/// </summary>
public sealed class CloudWriteLog(SqliteDatabase database, TimeProvider time)
{
    public void Add(string action, string resource, string sourceIdentity, int? value = null) => database.Transact(s => s.Execute(
        "INSERT INTO cloud_writes (at, action, resource, source_identity, value) VALUES ($at, $action, $resource, $by, $value)",
        ("$at", Instant.Text(time.GetUtcNow())),
        ("$action", action),
        ("$resource", resource),
        ("$by", sourceIdentity),
        ("$value", value)));

    /// <returns>Oldest first.</returns>
    public IReadOnlyList<CloudWrite> All() => database.Transact(s => s.Query(
        "SELECT at, action, resource, source_identity, value FROM cloud_writes ORDER BY id",
        r => new CloudWrite(
            Instant.TryParse(r.GetString(0), out var at) ? at : default,
            r.GetString(1),
            r.GetString(2),
            r.GetString(3),
            r.IsDBNull(4) ? null : r.GetInt32(4))));

    /// <returns>The writes of one action on one resource, oldest first.</returns>
    public IReadOnlyList<CloudWrite> Of(string action, string resource) =>
        [.. All().Where(w => w.Action == action && w.Resource == resource)];
}
