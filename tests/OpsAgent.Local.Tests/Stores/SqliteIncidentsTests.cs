using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.Stores;

public sealed class SqliteIncidentsTests : IncidentsContract, IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private SqliteDatabase? database;

    public void Dispose()
    {
        database?.Dispose();
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" })
        {
            File.Delete(part);
        }
    }

    protected override Task SpoilAsync(IncidentId id, string body)
    {
        database!.Transact(s => s.Execute("UPDATE incidents SET body = $body WHERE id = $id", ("$body", body), ("$id", id.Value)));
        return Task.CompletedTask;
    }

    protected override (IIncidents Incidents, IAuditTrail Audit) Create()
    {
        database = new SqliteDatabase(file);
        return (new SqliteIncidents(database), new SqliteAuditTrail(database));
    }
}
