using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.SimulatedCloud.Contracts;

public sealed class SimulatedServicesContractTests : EcsServicesContract, IDisposable
{
    private readonly CloudBench _cloud = new();

    protected override IEcsServices Services => Reader(null, null);

    public void Dispose() => _cloud.Dispose();

    protected override Task CreateAsync(string cluster, string service, int tasks, params (string Key, string Value)[] tags)
    {
        _cloud.Services.Add(new CloudService { Cluster = cluster, Service = service, DesiredCount = tasks, Tags = tags.ToDictionary(t => t.Key, t => t.Value) });
        return Task.CompletedTask;
    }

    protected override Task<IEcsServices> FailingAsync(string action, string kind) => Task.FromResult<IEcsServices>(Reader(action, kind));

    private SimulatedServices Reader(string? action, string? kind) => _cloud.ServicesReader(_cloud.Faults(action, kind));
}
