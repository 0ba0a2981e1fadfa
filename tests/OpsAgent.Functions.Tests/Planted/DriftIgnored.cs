using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Planted;

/// <summary>The target is looked at once, when it is proposed.</summary>
internal sealed class DriftIgnored : Fault
{
    public override Ports Plant(Ports ports, Bench bench) => ports with { Readers = ports.Readers with { Instances = new Remembered(ports.Readers.Instances) } };

    private sealed class Remembered(IInstances inner) : IInstances
    {
        private Instance? first;

        public async Task<Instance?> FindAsync(string instanceId, CancellationToken cancellationToken) => first ??= await inner.FindAsync(instanceId, cancellationToken);

        public Task<InstancePage> FindByTagAsync(string key, string value, int limit, CancellationToken cancellationToken) =>
            inner.FindByTagAsync(key, value, limit, cancellationToken);
    }
}
