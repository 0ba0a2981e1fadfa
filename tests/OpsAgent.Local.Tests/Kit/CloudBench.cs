using System.Text.Json;
using System.Text.Json.Serialization;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.Kit;

/// <summary>A simulated cloud that a test fills: each look at it reads a cloud file with what is there by then.</summary>
internal sealed class CloudBench : IDisposable
{
    private static readonly JsonSerializerOptions AsWritten = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("opsagent-cloud-").FullName;
    private readonly SqliteDatabase _database;

    public CloudBench() => _database = new SqliteDatabase(Path.Combine(_folder, "data.db"));

    public List<CloudInstance> Instances { get; } = [];

    public List<CloudService> Services { get; } = [];

    public List<CloudTaskDefinition> TaskDefinitions { get; } = [];

    public List<CloudLoadBalancer> LoadBalancers { get; } = [];

    public List<CloudMetric> Metrics { get; } = [];

    public List<CloudAlarm> Alarms { get; } = [];

    public List<CloudCompositeAlarm> CompositeAlarms { get; } = [];

    public List<CloudEvent> Events { get; } = [];

    public FakeTimeProvider Time { get; } = new(Moments.Start);

    public CloudWriteLog Writes => WritesAt(Moments.Start);

    /// <returns>The log, for a write of that moment.</returns>
    public CloudWriteLog WritesAt(DateTimeOffset at) => new(_database, new FakeTimeProvider(at));

    public CloudFile File()
    {
        var path = Path.Combine(_folder, "cloud.json");
        var file = new CloudFile { Instances = Instances, Services = Services, TaskDefinitions = TaskDefinitions, LoadBalancers = LoadBalancers, Metrics = Metrics, Alarms = Alarms, CompositeAlarms = CompositeAlarms, Events = Events };
        System.IO.File.WriteAllText(path, JsonSerializer.Serialize(file, AsWritten));
        return CloudFile.Load(path);
    }

    public SimulatedDeployments Deployments() => new(File(), Writes, 1, Moments.Start, Time);

    public SimulatedServices ServicesReader(FaultInjector faults) => new(File(), Writes, Deployments(), 1, faults, Time);

    public FaultInjector Faults(string? action, string? kind) =>
        new(action is null ? [] : [new CloudFault { Action = action, Kind = kind! }], 1, Time);

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
