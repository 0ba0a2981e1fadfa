using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;

namespace OpsAgent.Functions.Audit;

/// <summary>Incident records whose events also go to the log, once they are stored.</summary>
public sealed class LoggedIncidents(IIncidents incidents, AuditLog log) : IIncidents
{
    public async Task<IncidentCreation> CreateAsync(
        IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit, CancellationToken cancellationToken)
    {
        var creation = await log.CountFailureAsync(() => incidents.CreateAsync(report, audit, cancellationToken));
        if (creation is IncidentCreation.Created(_, var events))
        {
            log.Write(events);
        }

        return creation;
    }

    public Task<Incident?> FindAsync(IncidentId id, CancellationToken cancellationToken) => incidents.FindAsync(id, cancellationToken);

    public Task<IncidentPage> ListAsync(int limit, IncidentId? after, CancellationToken cancellationToken) =>
        incidents.ListAsync(limit, after, cancellationToken);
}
