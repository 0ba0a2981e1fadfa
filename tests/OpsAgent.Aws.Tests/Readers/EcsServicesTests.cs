using System.Text.Json.Nodes;

using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Readers;

public sealed class EcsServicesTests(Moto moto) : EcsServicesContract, IAsyncLifetime
{
    private MotoAccount _account = null!;

    protected override IEcsServices Services => new EcsServices(_account.Clients);

    public async ValueTask InitializeAsync() => _account = await MotoAccount.OpenAsync(moto);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Find_ThatWasDeleted_IsNull()
    {
        await CreateAsync("production", "web", 1);
        await EcsAsync("DeleteService", new JsonObject { ["cluster"] = "production", ["service"] = "web", ["force"] = true });

        Assert.Null(await Services.FindAsync("production", "web", Stop));
    }

    protected override async Task CreateAsync(string cluster, string service, int tasks, params (string Key, string Value)[] tags)
    {
        await EcsAsync("CreateCluster", new JsonObject { ["clusterName"] = cluster });
        await EcsAsync("RegisterTaskDefinition", new JsonObject
        {
            ["family"] = service,
            ["containerDefinitions"] = new JsonArray(new JsonObject { ["name"] = service, ["image"] = "nginx", ["memory"] = 64 }),
        });
        await EcsAsync("CreateService", new JsonObject
        {
            ["cluster"] = cluster,
            ["serviceName"] = service,
            ["taskDefinition"] = service,
            ["desiredCount"] = 0,
            ["launchType"] = "FARGATE",
            ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)new JsonObject { ["key"] = t.Key, ["value"] = t.Value })]),
        });
        // In moto tasks run once the count was changed, never before.
        await EcsAsync("UpdateService", new JsonObject { ["cluster"] = cluster, ["service"] = service, ["desiredCount"] = tasks });
    }

    protected override async Task<IEcsServices> FailingAsync(string action, string kind) => new EcsServices(await _account.FailingAsync(action, kind));

    private Task EcsAsync(string operation, JsonObject body) => _account.JsonAsync("ecs", $"AmazonEC2ContainerServiceV20141113.{operation}", body.ToJsonString());
}
