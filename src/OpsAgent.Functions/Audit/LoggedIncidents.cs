using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;

namespace OpsAgent.Functions.Audit;

/// <summary>Incident records whose events also go to the log, once they are stored.</summary>
public sealed class LoggedIncidents(IIncidents incidents, AuditLog log) : IIncidents
{
    public async Task<IncidentCreation> CreateAsync(
        IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit, CancellationToken cancellationToken)
    {
        var filing = await log.WatchAsync(() => incidents.CreateAsync(report, audit, cancellationToken));
        if (filing is IncidentCreation.Created(_, var events))
        {
            log.Write(events);
        }

        return filing;
    }

    public Task<Incident?> FindAsync(IncidentId id, CancellationToken cancellationToken) => incidents.FindAsync(id, cancellationToken);

    public Task<IncidentPage> ListAsync(int limit, IncidentId? after, CancellationToken cancellationToken) =>
        incidents.ListAsync(limit, after, cancellationToken);
}
