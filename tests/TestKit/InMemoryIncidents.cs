using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>Incident records as their port describes them, in memory; held against the same contract suite as the real ones.</summary>
public sealed class InMemoryIncidents(InMemoryAuditTrail trail) : IIncidents
{
    private readonly Lock _gate = new();
    private readonly List<Incident> _incidents = [];
    private readonly Dictionary<(string User, string Key), Incident> _keys = [];
    private readonly HashSet<IncidentId> _unreadable = [];
    private readonly Dictionary<int, long> _numbers = [];

    public Task<IncidentCreation> CreateAsync(IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (report.IdempotencyKey is { } key && _keys.TryGetValue((report.By.Key, key), out var first))
            {
                return Task.FromResult<IncidentCreation>(new IncidentCreation.Repeated(first));
            }

            var year = report.CreatedAt.UtcDateTime.Year;
            var number = _numbers.GetValueOrDefault(year) + 1;
            var incident = new Incident(IncidentId.Of(year, number), report);
            var events = audit(incident);
            try
            {
                trail.Append(events);
            }
            catch (AuditWriteException e)
            {
                return Task.FromException<IncidentCreation>(e);
            }

            _numbers[year] = number;
            _incidents.Add(incident);
            if (report.IdempotencyKey is { } used)
            {
                _keys.Add((report.By.Key, used), incident);
            }

            return Task.FromResult<IncidentCreation>(new IncidentCreation.Created(incident, events));
        }
    }

    public Task<Incident?> FindAsync(IncidentId id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _unreadable.Contains(id) ? Task.FromException<Incident?>(new UnreadableRecordException("incident")) : Task.FromResult(_incidents.Find(i => i.Id == id));
        }
    }

    /// <summary>From now on the record is one that this version cannot read.</summary>
    public void Spoil(IncidentId id)
    {
        lock (_gate)
        {
            _unreadable.Add(id);
        }
    }

    public Task<IncidentPage> ListAsync(int limit, IncidentId? after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // The newest number of the newest year, as the stores order them.
            List<Incident> newest =
            [
                .. _incidents.OrderByDescending(i => (i.Id.Year, i.Id.Number))
                    .Where(i => after is not { } place || (i.Id.Year, i.Id.Number).CompareTo((place.Year, place.Number)) < 0)
                    .Take(limit),
            ];
            List<Incident> read = [.. newest.Where(i => !_unreadable.Contains(i.Id))];
            return Task.FromResult(new IncidentPage(read, newest.Count == limit ? newest[^1].Id : null, newest.Count - read.Count));
        }
    }
}
