using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.SimulatedCloud.Contracts;

public sealed class SimulatedCloudTrailEventsContractTests : CloudTrailEventsContract, IDisposable
{
    private readonly CloudBench _cloud = new();

    protected override ICloudTrailEvents History => Reader(null, null);

    public void Dispose() => _cloud.Dispose();

    protected override void Happened(DateTimeOffset at, string name, string source, string user, string address, string? errorCode, params string[] resources) =>
        _cloud.Events.Add(new CloudEvent
        {
            MinutesAgo = (Moments.Start - at).TotalMinutes,
            Name = name,
            Source = source,
            User = user,
            SourceIp = address,
            ErrorCode = errorCode,
            Resources = resources,
        });

    protected override void Rebooted(DateTimeOffset at, string instanceId, string proposal) => _cloud.WritesAt(at).Add(SimulatedInstances.RebootAction, instanceId, proposal);

    protected override Task<ICloudTrailEvents> FailingAsync(string action, string kind) => Task.FromResult<ICloudTrailEvents>(Reader(action, kind));

    private SimulatedCloudTrailEvents Reader(string? action, string? kind) => new SimulatedCloudTrailEvents(_cloud.File(), _cloud.Writes, Moments.Start, _cloud.Faults(action, kind));
}
