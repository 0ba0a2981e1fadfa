using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.SimulatedCloud.Contracts;

public sealed class SimulatedTaskDefinitionsContractTests : TaskDefinitionsContract, IDisposable
{
    private readonly CloudBench _cloud = new();

    protected override ITaskDefinitions Definitions => Reader(null, null);

    public void Dispose() => _cloud.Dispose();

    [Theory]
    [InlineData("off", 9, "web:1 COMPLETED", null)]
    [InlineData("off", 19, "web:2 IN_PROGRESS 1, web:1 COMPLETED 2", null)]
    [InlineData("off", 40, "web:2 COMPLETED 3", null)]
    [InlineData("off", 50, "web:9 IN_PROGRESS 0, web:2 COMPLETED 3", null)]
    [InlineData("off", 900, "web:9 IN_PROGRESS 0, web:2 COMPLETED 3", null)]
    [InlineData("on", 69, "web:9 IN_PROGRESS 0, web:2 COMPLETED 3", null)]
    [InlineData("on", 70, "web:9 FAILED 0, web:2 COMPLETED 3", "ECS deployment circuit breaker: tasks failed to start.")]
    [InlineData("rollback", 70, "web:2 COMPLETED 3, web:9 FAILED 0", "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/2.")]
    public async Task Deployments_OfAGoodAndOfABadRevision_GoOnAsOnAws(string breaker, int second, string expected, string? reason)
    {
        _cloud.Services.Add(new CloudService { Cluster = "production", Service = "web", DesiredCount = 3, TaskDefinition = "web:1", CircuitBreaker = breaker });
        _cloud.TaskDefinitions.Add(new CloudTaskDefinition { Name = "web:9", TasksFail = true });
        const string arn = "arn:aws:ecs:us-east-1:123456789012:service/production/web";
        _cloud.WritesAt(Moments.After(10)).Add(SimulatedServices.UpdateAction, arn, "first", "web:2");
        _cloud.WritesAt(Moments.After(46)).Add(SimulatedServices.UpdateAction, arn, "second", "web:9");
        _cloud.Time.SetUtcNow(Moments.After(second));

        var service = (await _cloud.ServicesReader(_cloud.Faults(null, null)).FindAsync("production", "web", Stop))!;

        Assert.StartsWith(expected, string.Join(", ", service.Deployments.Select(d => $"{TaskDefinitionName.Of(d.TaskDefinition)} {d.Rollout} {d.Running}")), StringComparison.Ordinal);
        Assert.Equal(service.Deployments[0].TaskDefinition, service.TaskDefinition);
        Assert.Equal(3, service.Running);
        Assert.True(reason is null || service.Deployments[0].RolloutReason == reason, service.Deployments[0].RolloutReason);
    }

    [Fact]
    public async Task ListCompleted_OfHistoryAndChanges_IsNewestFirstWithoutWhatDidNotComplete()
    {
        _cloud.Services.Add(new CloudService
        {
            Cluster = "production",
            Service = "web",
            TaskDefinition = "web:2",
            Deployments = [new CloudDeployment { MinutesAgo = 100, TaskDefinition = "web:1" }, new CloudDeployment { MinutesAgo = 5, TaskDefinition = "web:2" }],
        });
        const string arn = "arn:aws:ecs:us-east-1:123456789012:service/production/web";
        _cloud.WritesAt(Moments.After(10)).Add(SimulatedServices.UpdateAction, arn, "given up after 4 of 8 seconds", "web:3");
        _cloud.WritesAt(Moments.After(14)).Add(SimulatedServices.UpdateAction, arn, "goes on", "web:1");
        _cloud.Time.SetUtcNow(Moments.After(30));
        var service = (await _cloud.ServicesReader(_cloud.Faults(null, null)).FindAsync("production", "web", Stop))!;

        var completed = await Definitions.ListCompletedDeploymentsAsync(service, Stop);

        Assert.Equal(["web:1", "web:2", "web:1"], completed.Select(c => TaskDefinitionName.Of(c.TaskDefinition).ToString()));
        Assert.Equal([Moments.After(22), Moments.After(-300), Moments.After(-6000)], completed.Select(c => c.At));
    }

    protected override Task RegisterAsync(string family, params string[] images)
    {
        _cloud.TaskDefinitions.AddRange(images.Select((image, i) => new CloudTaskDefinition
        {
            Name = $"{family}:{i + 1}",
            Containers =
            [
                new CloudContainer
                {
                    Name = family,
                    Image = image,
                    Environment = new Dictionary<string, string> { ["LOG_LEVEL"] = "debug" },
                    Secrets = new Dictionary<string, string> { ["DB_PASSWORD"] = "arn:aws:ssm:us-east-1:123456789012:parameter/db" },
                },
            ],
        }));
        return Task.CompletedTask;
    }

    protected override Task DeregisterAsync(string name)
    {
        _cloud.TaskDefinitions.Single(d => d.Name == name).Status = "INACTIVE";
        return Task.CompletedTask;
    }

    protected override Task<ITaskDefinitions> FailingAsync(string action, string kind) => Task.FromResult<ITaskDefinitions>(Reader(action, kind));

    private SimulatedTaskDefinitions Reader(string? action, string? kind) => new(_cloud.File(), _cloud.Deployments(), Moments.Start, _cloud.Faults(action, kind));
}
