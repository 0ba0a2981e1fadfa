using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

public sealed class RestartTests
{
    [Fact]
    public async Task Restart_WithTheSameDataFolder_CarriesAPendingProposalToItsEnd()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-restart-");
        try
        {
            var options = new LocalOptions { DataFolder = folder.FullName };
            string id, token, key;
            DateTimeOffset stopped;
            await using (var agent = await LocalAgent.StartAsync(options))
            {
                var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
                (id, token, key) = (proposed.Text("proposal_id")!, proposed.Text("approval_token")!, agent.Host.ApiKey!);
                stopped = agent.Time.GetUtcNow();
            }

            await using var restarted = await LocalAgent.StartAsync(options, stopped + TimeSpan.FromMinutes(1));
            Assert.Equal(key, restarted.Host.ApiKey);
            var approved = await restarted.DecideAsync("approve", token, LocalUsers.Lead);
            Assert.True(approved.Json.GetProperty("action_executed").GetBoolean(), approved.Body);
            var page = await restarted.UntilAsync(id, "completed");
            Assert.True(page.Json.GetProperty("audit").GetProperty("verified").GetBoolean());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
