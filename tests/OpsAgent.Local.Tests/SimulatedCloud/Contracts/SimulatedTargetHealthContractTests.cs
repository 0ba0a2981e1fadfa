using System.Globalization;

using OpsAgent.Core.Operations.LoadBalancing;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.SimulatedCloud.Contracts;

public sealed class SimulatedTargetHealthContractTests : TargetHealthContract, IDisposable
{
    private readonly CloudBench _cloud = new();
    private int _ids;

    protected override ITargetHealth Health => Reader(null, null);

    public void Dispose() => _cloud.Dispose();

    protected override Task CreateAsync(string balancer, params (string Group, string[] Targets)[] groups)
    {
        _cloud.LoadBalancers.Add(new CloudLoadBalancer
        {
            Name = balancer,
            Id = NextId(),
            TargetGroups = [.. groups.Select(g => new CloudTargetGroup { Name = g.Group, Id = NextId(), Targets = [.. g.Targets.Select(t => new CloudTarget { Id = t })] })],
        });
        return Task.CompletedTask;
    }

    protected override Task<ITargetHealth> FailingAsync(string action, string kind) => Task.FromResult<ITargetHealth>(Reader(action, kind));

    private string NextId() => (++_ids).ToString("x16", CultureInfo.InvariantCulture);

    private SimulatedTargetHealth Reader(string? action, string? kind) => new SimulatedTargetHealth(_cloud.File(), _cloud.Faults(action, kind));
}
