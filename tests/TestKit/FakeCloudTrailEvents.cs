using OpsAgent.Core.Operations.CloudTrail;

namespace OpsAgent.TestKit;

/// <summary>Events that a test puts there; records what was asked. Filters by limit only.</summary>
public sealed class FakeCloudTrailEvents : ICloudTrailEvents
{
    public IList<CloudTrailEvent> Events { get; } = [];

    public IList<CloudTrailQuery> Queries { get; } = [];

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Failure is null
            ? Task.FromResult(new CloudTrailPage([.. Events.Take(query.Limit)], Events.Count > query.Limit))
            : Task.FromException<CloudTrailPage>(Failure);
    }
}
