using OpsAgent.Core.Operations;

namespace OpsAgent.TestKit;

/// <summary>Events that a test puts there; records what was asked. Filters by limit only.</summary>
public sealed class FakeEventHistory : IEventHistory
{
    public IList<TrailEvent> Events { get; } = [];

    public IList<EventQuery> Queries { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<EventPage> LookUpAsync(EventQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Failure is null
            ? Task.FromResult(new EventPage([.. Events.Take(query.Limit)], Events.Count > query.Limit))
            : Task.FromException<EventPage>(Failure);
    }
}
