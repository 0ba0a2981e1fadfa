using System.Globalization;

using OpsAgent.Core.Operations.Naming;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.SimulatedCloud.Contracts;

public sealed class SimulatedNamedResourcesContractTests : ResourceDirectoryContract, IDisposable
{
    private readonly CloudBench _cloud = new();
    private int _ids;

    protected override IReadOnlyList<ResourceSource> Sources => Of(null, null);

    public void Dispose() => _cloud.Dispose();

    protected override Task<string> LaunchAsync(string name, string state = "running")
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"i-{++_ids:d8}");
        _cloud.Instances.Add(new CloudInstance { InstanceId = id, State = state, Tags = new Dictionary<string, string> { ["Name"] = name } });
        _cloud.Instances.Add(new CloudInstance { InstanceId = string.Create(CultureInfo.InvariantCulture, $"i-{++_ids:d8}") });
        return Task.FromResult(id);
    }

    protected override Task CreateLoadBalancerAsync(string name, string targetGroup)
    {
        _cloud.LoadBalancers.Add(new CloudLoadBalancer { Name = name, Id = NextId(), TargetGroups = [new CloudTargetGroup { Name = targetGroup, Id = NextId() }] });
        return Task.CompletedTask;
    }

    protected override Task CreateServiceAsync(string cluster, string service)
    {
        _cloud.Services.Add(new CloudService { Cluster = cluster, Service = service });
        return Task.CompletedTask;
    }

    protected override Task CreateAlarmAsync(string name)
    {
        var metric = new CloudMetric { Namespace = "App", Name = name, Dimensions = new Dictionary<string, string> { ["Service"] = "shop" }, Value = 1 };
        _cloud.Metrics.Add(metric);
        _cloud.Alarms.Add(new CloudAlarm { Name = name, Namespace = metric.Namespace, Metric = metric.Name, Dimensions = metric.Dimensions, Threshold = 90 });
        return Task.CompletedTask;
    }

    protected override Task<IReadOnlyList<ResourceSource>> FailingAsync(string action, string kind) => Task.FromResult(Of(action, kind));

    private string NextId() => (++_ids).ToString("x16", CultureInfo.InvariantCulture);

    private IReadOnlyList<ResourceSource> Of(string? action, string? kind) => new SimulatedNamedResources(_cloud.File(), _cloud.Faults(action, kind)).Sources;
}
