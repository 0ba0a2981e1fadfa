using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary><see cref="ICloudTrailEvents"/> of the simulated cloud: the events of its file and the changes that OpsAgent made.</summary>
internal sealed class SimulatedCloudTrailEvents(CloudFile file, CloudWriteLog writes, DateTimeOffset start, FaultInjector faultInjector) : ICloudTrailEvents
{
    public async Task<CloudTrailPage> LookUpEventsAsync(CloudTrailQuery query, CancellationToken cancellationToken)
    {
        await faultInjector.ApplyAsync("cloudtrail:LookupEvents", query.Value ?? "*", cancellationToken);
        var found = FileEvents().Concat(WriteEvents())
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
        "EventSource" => e.Source == query.Value,
        "AccessKeyId" => e.AccessKeyId == query.Value,
        "Username" => e.User == query.Value,
        "ReadOnly" => e.IsRead == (query.Value == "true"),
        _ => false,
    };

    private IEnumerable<CloudTrailEvent> FileEvents() => file.Events.Select((e, i) => new CloudTrailEvent(
        EventId($"past/{i}"), e.Name, e.Source, start - TimeSpan.FromMinutes(e.MinutesAgo), e.User, e.SourceIp, null, e.Resources, e.ErrorCode, e.ReadOnly, e.Role, e.AccessKeyId));

    private IEnumerable<CloudTrailEvent> WriteEvents() => writes.All().Select((w, i) => new CloudTrailEvent(
        EventId($"since/{i}"), w.Action, w.Source, w.At, "opsagent-executor", "lambda.amazonaws.com", w.SourceIdentity, ResourcesOf(w), null));

    private string[] ResourcesOf(CloudWrite write) =>
        write.TaskDefinition is { } deployed ? [write.Resource, $"arn:aws:ecs:{file.Region}:{file.Account}:task-definition/{deployed}"] : [write.Resource];

    // CloudTrail's event ids are UUIDs; these are deterministic.
    private string EventId(string key) => new Guid(Convert.FromHexString(CanonicalJson.Hash($"{file.Seed}/{key}"))[..16]).ToString();
}
