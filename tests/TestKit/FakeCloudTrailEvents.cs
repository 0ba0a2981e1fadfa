using OpsAgent.Core.Operations.CloudTrail;

namespace OpsAgent.TestKit;

/// <summary>Events that a test puts there; records what was asked. Filters by limit and ReadOnly alone unless it is told to.</summary>
public sealed class FakeCloudTrailEvents : ICloudTrailEvents
{
    public IList<CloudTrailEvent> Events { get; } = [];

    public IList<CloudTrailQuery> Queries { get; } = [];

    /// <summary>True to filter by every attribute as CloudTrail does.</summary>
    public bool AppliesEveryAttribute { get; set; }

    /// <summary>True as if AWS had taken no more calls.</summary>
    public bool Throttled { get; set; }

    /// <summary>What every call throws, or null.</summary>
    public Exception? Failure { get; set; }

    public Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        var asked = Events.Where(e => query.Attribute switch
        {
            "ReadOnly" => e.IsRead == (query.Value == "true"),
            "AccessKeyId" when AppliesEveryAttribute => e.AccessKeyId == query.Value,
            "EventName" when AppliesEveryAttribute => e.Name == query.Value,
            "EventSource" when AppliesEveryAttribute => e.Source == query.Value,
            "ResourceName" when AppliesEveryAttribute => e.Resources.Contains(query.Value!),
            "Username" when AppliesEveryAttribute => e.User == query.Value,
            _ => true,
        }).ToList();
        return Failure is null
            ? Task.FromResult(new CloudTrailPage([.. asked.Take(query.Limit)], asked.Count > query.Limit, Throttled))
            : Task.FromException<CloudTrailPage>(Failure);
    }
}
