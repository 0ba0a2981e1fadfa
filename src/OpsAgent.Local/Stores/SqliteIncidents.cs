using System.Text.Json;

using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Stores;

/// <summary><see cref="IIncidents"/> on SQLite. The number is counted in the transaction that stores the record, so none is left out.</summary>
public sealed class SqliteIncidents(SqliteDatabase database) : IIncidents
{
    public Task<IncidentCreation> CreateAsync(IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(session => File(session, report, audit)));

    public Task<Incident?> FindAsync(IncidentId id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(s => s.Text("SELECT body FROM incidents WHERE id = $id", ("$id", id.Value))) is { } body ? Read(body) : null);

    public Task<IncidentPage> ListAsync(int limit, IncidentId? after, CancellationToken cancellationToken)
    {
        var rows = database.Transact(s => s.Query(
            "SELECT id, body FROM incidents WHERE $year IS NULL OR (year, number) < ($year, $number) ORDER BY year DESC, number DESC LIMIT $limit",
            r => (Id: r.GetString(0), Body: r.GetString(1)),
            ("$year", after?.Year),
            ("$number", after?.Number),
            ("$limit", limit)));
        List<Incident> read = [.. rows.Select(r => StoredJson.TryRead(r.Body, StoredJson.Core.Incident, out var incident) ? incident : null).OfType<Incident>()];
        return Task.FromResult(new IncidentPage(read, rows.Count == limit ? IncidentId.TryParse(rows[^1].Id) : null, rows.Count - read.Count));
    }

    private static IncidentCreation File(SqliteSession session, IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit)
    {
        var (user, key) = (report.By.Key, report.IdempotencyKey);
        if (key is not null
            && session.Text("SELECT body FROM incidents WHERE user_id = $user AND key = $key", ("$user", user), ("$key", key)) is { } first)
        {
            return new IncidentCreation.Repeated(Read(first));
        }

        var year = report.CreatedAt.UtcDateTime.Year;
        var counter = ("$counter", (object?)$"incidents-{year}");
        session.Execute("INSERT INTO counters (name, value) VALUES ($counter, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1", counter);
        var number = session.Query("SELECT value FROM counters WHERE name = $counter", r => r.GetInt64(0), counter)[0];
        var incident = new Incident(IncidentId.Of(year, number), report);
        session.Execute(
            "INSERT INTO incidents (id, year, number, user_id, key, body) VALUES ($id, $year, $number, $user, $key, $body)",
            ("$id", incident.Id.Value),
            ("$year", year),
            ("$number", number),
            ("$user", user),
            ("$key", key),
            ("$body", JsonSerializer.Serialize(incident, CoreJson.Default.Incident)));
        var events = audit(incident);
        SqliteAuditTrail.Append(session, events);
        return new IncidentCreation.Created(incident, events);
    }

    private static Incident Read(string body) => StoredJson.Read(body, StoredJson.Core.Incident);
}
