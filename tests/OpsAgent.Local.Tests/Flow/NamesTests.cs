using System.Text.Json.Nodes;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>The chat on a cloud that does not say at first what it holds.</summary>
public sealed class NamesTests
{
    private static readonly string[] Actions =
        ["ec2:DescribeInstances", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTargetGroups", "ecs:ListClusters", "cloudwatch:DescribeAlarms"];

    [Fact]
    public async Task Say_WhileTheAccountDeniesEveryList_SaysSoUntilItAnswers()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("opsagent-names-").FullName, "cloud.json");
        var faults = new JsonArray([.. Actions.Select(a => (JsonNode)new JsonObject { ["action"] = a, ["kind"] = "access_denied", ["times"] = 1 })]);
        var cloud = new JsonObject { ["instances"] = new JsonArray(new JsonObject { ["instance_id"] = "i-0a1b2c3d4e5f60002", ["tags"] = new JsonObject { ["Name"] = "web-2" } }), ["faults"] = faults };
        await File.WriteAllTextAsync(path, cloud.ToJsonString());
        await using var agent = await LocalAgent.StartAsync(new LocalOptions { CloudFile = path });

        var denied = await SayAsync(agent);
        agent.Time.Advance(TimeSpan.FromSeconds(10));
        var answered = await SayAsync(agent);

        Assert.StartsWith("Names could not be looked up", denied.Json.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.False(answered.Json.TryGetProperty("note", out _));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static Task<Answer> SayAsync(LocalAgent agent) => agent.PostAsync(
        "/chat", new JsonObject { ["message"] = "is web-2 ok?", ["user_context"] = new JsonObject { ["user_id"] = LocalUsers.Engineer } });
}
