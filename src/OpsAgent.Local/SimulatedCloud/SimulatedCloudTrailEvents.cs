using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="ICloudTrailEvents"/> of the simulated cloud: the past that its file tells, and what OpsAgent did since.</summary>
public sealed class SimulatedCloudTrailEvents(CloudFile file, CloudWriteLog writes, DateTimeOffset begin, FaultPlan faults) : ICloudTrailEvents
{
    public async Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken)
    {
        await faults.ApplyAsync("cloudtrail:LookupEvents", query.Value ?? "*", cancellationToken);
        var found = Past().Concat(Since())
            .Where(e => e.At >= query.From && e.At <= query.To && Matches(e, query))
            .OrderByDescending(e => e.At)
            .Take(query.Limit + 1)
            .ToList();
        return new CloudTrailPage([.. found.Take(query.Limit)], found.Count > query.Limit);
    }

    private static bool Matches(CloudTrailEvent e, CloudTrailQuery query) => query.Attribute switch
    {
        null => true,
        "EventName" => e.Name == query.Value,
        "ResourceName" => e.Resources.Contains(query.Value!),
        "Username" => e.User == query.Value,
        _ => false,
    };

    private IEnumerable<CloudTrailEvent> Past() => file.Events.Select((e, i) => new CloudTrailEvent(
        IdOf($"past/{i}"), e.Name, e.Source, begin - TimeSpan.FromMinutes(e.MinutesAgo), e.User, e.SourceIp, null, e.Resources, e.ErrorCode));

    private IEnumerable<CloudTrailEvent> Since() => writes.All().Select((w, i) => new CloudTrailEvent(
        IdOf($"since/{i}"), w.Action, w.Source, w.At, "opsagent-executor", "lambda.amazonaws.com", w.SourceIdentity, [w.Resource], null));

    // CloudTrail's ids are UUIDs; these are the same at every look.
    private string IdOf(string place) => new Guid(Convert.FromHexString(CanonicalJson.Hash($"{file.Seed}/{place}"))[..16]).ToString();
}
