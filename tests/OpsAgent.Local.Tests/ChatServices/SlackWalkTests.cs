using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Slack;

namespace OpsAgent.Local.Tests.ChatServices;

/// <summary>A proposal's message in Slack while the local host carries the proposal out.</summary>
public sealed class SlackWalkTests
{
    [Fact]
    public async Task Message_OfAProposalThatIsApproved_IsOneAndEndsWithWhatCameOfIt()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-slack-").FullName;
        try
        {
            await using var slack = await FakeSlack.StartAsync();
            Directory.CreateDirectory(folder);
            using (var database = new SqliteDatabase(Path.Combine(folder, "opsagent.db")))
            {
                var parameters = new SqliteParameterStore(database);
                parameters.SetDefault(ParameterNames.Slack, """{"app_id":"A0OPSAGENT","team_ids":["T024BE7LD"],"approval_channel":"C0APPROVALS"}""");
                parameters.SetDefault(ParameterNames.SlackBotToken, FakeSlack.BotToken);
            }

            await using var agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = folder, SlackAddress = slack.Api });
            var proposed = await agent.ProposeRebootAsync("i-0a1b2c3d4e5f60002");
            await UntilShownAsync(agent, slack, "Waiting for approval");
            await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Lead);
            await agent.UntilAsync(proposed.Text("proposal_id")!, "completed");

            await UntilShownAsync(agent, slack, "Done and verified");
            Assert.Single(slack.Messages);
            Assert.Single(slack.Calls, c => c.Method == "chat.postMessage");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilShownAsync(LocalAgent agent, FakeSlack slack, string text)
    {
        for (var looks = 0; looks < 500 && !Shows(slack, text); looks++)
        {
            await agent.GetAsync("/health");
            agent.Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.True(Shows(slack, text), $"Slack shows {new JsonArray([.. slack.Messages.Select(m => (JsonNode)m.Content.DeepClone())]).ToJsonString()}");
    }

    private static bool Shows(FakeSlack slack, string text) => slack.Messages.Any(m => m.Content["blocks"]!.ToJsonString().Contains(text, StringComparison.Ordinal));
}
