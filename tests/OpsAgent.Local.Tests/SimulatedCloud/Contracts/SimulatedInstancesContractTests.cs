using System.Globalization;

using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.SimulatedCloud.Contracts;

public sealed class SimulatedInstancesContractTests : InstancesContract, IDisposable
{
    private readonly CloudBench _cloud = new();

    protected override IInstances Instances => Reader(null, null);

    public void Dispose() => _cloud.Dispose();

    protected override Task<IReadOnlyList<string>> LaunchAsync(int count, string state, params (string Key, string Value)[] tags)
    {
        // Later ones come first in the order of ids, as in no account.
        var ids = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"i-{9_999_999 - _cloud.Instances.Count - i:d8}")).ToList();
        _cloud.Instances.AddRange(ids.Select(id => new CloudInstance { InstanceId = id, State = state, Tags = tags.ToDictionary(t => t.Key, t => t.Value) }));
        return Task.FromResult<IReadOnlyList<string>>(ids);
    }

    protected override Task<IInstances> FailingAsync(string action, string kind) => Task.FromResult<IInstances>(Reader(action, kind));

    private SimulatedInstances Reader(string? action, string? kind) =>
        new SimulatedInstances(_cloud.File(), _cloud.Writes, Moments.Start, 1, _cloud.Faults(action, kind), _cloud.Time);
}
