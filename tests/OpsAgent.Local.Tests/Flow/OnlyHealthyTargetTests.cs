using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>A reboot of an instance that a load balancer sends requests to.</summary>
public sealed class OnlyHealthyTargetTests
{
    private const string Reason = "only healthy target";

    [Theory]
    [InlineData("unhealthy", "high", true)]
    [InlineData("healthy", "medium", false)]
    public async Task Propose_AHealthyTarget_WeighsWhetherAnotherOneIsHealthy(string other, string level, bool said)
    {
        await using var agent = await StartAsync(other);

        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);

        Assert.Equal(level, proposed.Text("risk_level"));
        Assert.Equal(said, proposed.Text("risk_reasons")!.Contains(Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Propose_TargetHealthIsDenied_RaisesTheRiskAndIsProposedAllTheSame()
    {
        await using var agent = await StartAsync("healthy", """{ "action": "elasticloadbalancing:DescribeTargetHealth", "kind": "access_denied" }""");

        var proposed = await agent.ProposeRebootAsync(Instances.Healthy);

        Assert.True(proposed.Success, proposed.Body);
        Assert.Equal("high", proposed.Text("risk_level"));
        Assert.Contains("could not be read", proposed.Text("risk_reasons"), StringComparison.Ordinal);
    }

    private static async Task<LocalAgent> StartAsync(string other, string fault = "")
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $$"""
            {
              "instances": [
                {
                  "instance_id": "{{Instances.Healthy}}",
                  "tags": { "Name": "web-1", "OpsAgentManaged": "true", "Environment": "production", "CriticalityLevel": "high" }
                },
                { "instance_id": "{{Instances.Impaired}}", "tags": { "Name": "web-2" } }
              ],
              "load_balancers": [
                {
                  "name": "web", "id": "0a1b2c3d4e5f6071",
                  "target_groups": [
                    {
                      "name": "web", "id": "0a1b2c3d4e5f6072", "target_type": "instance",
                      "targets": [{ "id": "{{Instances.Healthy}}" }, { "id": "{{Instances.Impaired}}", "state": "{{other}}" }]
                    }
                  ]
                }
              ],
              "faults": [{{fault}}]
            }
            """);
        try
        {
            return await LocalAgent.StartAsync(new LocalOptions { CloudFile = file });
        }
        finally
        {
            File.Delete(file);
        }
    }
}
