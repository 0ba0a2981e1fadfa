using OpsAgent.Core;
using OpsAgent.Core.Operations;

namespace OpsAgent.Local.Cloud;

/// <summary><see cref="IEventHistory"/> of the simulated cloud: the past that its file tells, and what OpsAgent did since.</summary>
public sealed class SimulatedEventHistory(CloudFile file, CloudWriteLog writes, DateTimeOffset begin, FaultPlan faults) : IEventHistory
{
    public async Task<EventPage> LookUpAsync(EventQuery query, CancellationToken cancellationToken)
    {
        await faults.MeetAsync("cloudtrail:LookupEvents", query.Value ?? "*", cancellationToken);
        var found = Past().Concat(Since())
            .Where(e => e.At >= query.From && e.At <= query.To && Matches(e, query))
            .OrderByDescending(e => e.At)
            .Take(query.Limit + 1)
            .ToList();
        return new EventPage([.. found.Take(query.Limit)], found.Count > query.Limit);
    }

    private static bool Matches(TrailEvent e, EventQuery query) => query.Attribute switch
    {
        null => true,
        "EventName" => e.Name == query.Value,
        "ResourceName" => e.Resources.Contains(query.Value!),
        "Username" => e.User == query.Value,
        _ => false,
    };

    private IEnumerable<TrailEvent> Past() => file.Events.Select((e, i) => new TrailEvent(
        IdOf($"past/{i}"), e.Name, e.Source, begin - TimeSpan.FromMinutes(e.MinutesAgo), e.User, e.SourceIp, null, e.Resources, e.ErrorCode));

    private IEnumerable<TrailEvent> Since() => writes.All().Select((w, i) => new TrailEvent(
        IdOf($"since/{i}"), w.Action, w.Source, w.At, "opsagent-executor", "lambda.amazonaws.com", w.SourceIdentity, [w.Resource], null));

    // CloudTrail's ids are UUIDs; these are the same at every look.
    private string IdOf(string place) => new Guid(Convert.FromHexString(CanonicalJson.Hash($"{file.Seed}/{place}"))[..16]).ToString();
}
