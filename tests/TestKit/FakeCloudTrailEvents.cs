using OpsAgent.Core.Operations.CloudTrail;

namespace OpsAgent.TestKit;

/// <summary>Events that a test puts there; records what was asked. Filters by limit and ReadOnly only.</summary>
public sealed class FakeCloudTrailEvents : ICloudTrailEvents
{
    public IList<CloudTrailEvent> Events { get; } = [];

    public IList<CloudTrailQuery> Queries { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        var asked = Events.Where(e => query.Attribute != "ReadOnly" || e.IsRead == (query.Value == "true")).ToList();
        return Failure is null
            ? Task.FromResult(new CloudTrailPage([.. asked.Take(query.Limit)], asked.Count > query.Limit))
            : Task.FromException<CloudTrailPage>(Failure);
    }
}
