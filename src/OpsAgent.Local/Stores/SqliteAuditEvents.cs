using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IAuditEvents"/> on SQLite.</summary>
public sealed class SqliteAuditEvents(SqliteDatabase database) : IAuditEvents
{
    public Task<DateTimeOffset?> FindOldestAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(
        database.Transact(s => s.Text("SELECT min(at) FROM audit_by_time WHERE typeof(at) = 'text'")) is { } text && Timestamps.TryParse(text, out var at) ? at : null);

    public Task<IReadOnlyList<AuditPlace>> ListHourAsync(DateTimeOffset hour, CancellationToken cancellationToken) => Task.FromResult(database.Transact(s => s.Query(
        "SELECT chain, sequence FROM audit_by_time WHERE typeof(at) = 'text' AND substr(at, 1, 13) = $hour",
        r => new AuditPlace(r.GetString(0), r.GetInt64(1)),
        ("$hour", Timestamps.Text(hour)[..13]))));

    public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken) => Task.FromResult(SqliteAuditTrail.Read(database, chain));
}
