using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Local.Tests.ChatServices;

/// <summary>A change as it is worked on in Teams: over HTTP on both sides, from the question to its verification.</summary>
public sealed class TeamsWalkTests : IAsyncLifetime
{
    private const string Approvals = FakeTeams.ApprovalConversation;
    private const string Channel = TeamsActivities.Channel;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-teams-");
    private readonly TeamsDoor _teams = new();
    private LocalAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        using (var database = new SqliteDatabase(Path.Combine(_folder.FullName, "opsagent.db")))
        {
            var parameters = new SqliteParameterStore(database);
            _teams.Configure(parameters);
            parameters.SetDefault($"{ParameterNames.People}/1", TeamsDoor.PeopleEntries);
        }

        _agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = _folder.FullName, TeamsAddresses = _teams.Addresses });
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _teams.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Change_FromTheQuestionToItsVerification_IsWorkedOnByMessagesThatChange()
    {
        await _teams.SayAsync(_agent, "what is going on?");
        await _teams.UntilAsync(_agent, Channel, "production-web-5xx");
        var draft = await DraftAsync();
        Assert.Contains("On its way", await _teams.PressAsync(_agent, TeamsActivities.EngineerId, draft, "confirm"), StringComparison.Ordinal);
        var asked = await _teams.UntilAsync(_agent, Approvals, "Waiting for approval");
        Assert.Equal(draft.Id, (await _teams.UntilAsync(_agent, Channel, "Waiting for approval")).Id);

        await _teams.PressAsync(_agent, TeamsActivities.LeadId, asked, "approve");

        var done = await _teams.UntilAsync(_agent, Approvals, "Done and verified");
        Assert.Equal(asked.Id, done.Id);
        Assert.True(done.Shows("lead@example.com"), done.Card.ToJsonString());
        Assert.Empty(done.Buttons);
        Assert.Equal(draft.Id, (await _teams.UntilAsync(_agent, Channel, "Done and verified")).Id);
        Assert.Equal((1, 2), (_teams.In(Approvals).Count, _teams.In(Channel).Count));
        Assert.Equal(3, _teams.Teams.Calls.Count(c => c.Method == "POST"));
    }

    [Fact]
    public async Task Button_OfTheRequesterAViewerOrAStranger_DecidesNothing()
    {
        await _teams.PressAsync(_agent, TeamsActivities.EngineerId, await DraftAsync(), "confirm");
        var asked = await _teams.UntilAsync(_agent, Approvals, "Waiting for approval: 0 of 1");

        foreach (var (user, why) in new[] { (TeamsActivities.EngineerId, "proposed this change"), (TeamsActivities.ViewerId, "role"), (TeamsActivities.StrangerId, "administrator") })
        {
            Assert.Contains(why, await _teams.PressAsync(_agent, user, asked, "approve"), StringComparison.Ordinal);
        }

        Assert.Equal("pending", (await ProposalAsync(asked)).Text("status"));
        await _teams.PressAsync(_agent, TeamsActivities.LeadId, asked, "approve");
        await _teams.UntilAsync(_agent, Approvals, "Done and verified");
    }

    [Fact]
    public async Task OutgoingWebhook_IsAnsweredInItsOwnRequestAndDecidesNothing()
    {
        await _teams.PressAsync(_agent, TeamsActivities.EngineerId, await DraftAsync(), "confirm");
        var asked = await _teams.UntilAsync(_agent, Approvals, "Waiting for approval");
        var id = asked.Buttons["approve"]["p"]!.GetValue<string>();
        var messages = _teams.Teams.Messages.Count;

        var answer = await _teams.HookAsync(_agent, TeamsActivities.ToWebhook(_agent.Time.GetUtcNow(), "what is going on?", TeamsActivities.LeadId));
        var words = await _teams.HookAsync(_agent, TeamsActivities.ToWebhook(_agent.Time.GetUtcNow(), $"approve {id}", TeamsActivities.LeadId));
        var press = await _teams.HookAsync(_agent, TeamsActivities.Press(_teams.Teams.ServiceUrl, _agent.Time.GetUtcNow(), "approve", asked.Buttons["approve"]));

        var card = new TeamsMessageSeen(string.Empty, JsonNode.Parse(answer.Body)!["attachments"]![0]!["content"]!);
        Assert.True(card.Shows("production-web-5xx"), answer.Body);
        Assert.Empty(card.Buttons);
        Assert.Equal((200, 200, string.Empty), (words.Status, press.Status, press.Body));
        Assert.Equal("pending", (await ProposalAsync(asked)).Text("status"));
        Assert.Equal(messages, _teams.Teams.Messages.Count);
    }

    private async Task<TeamsMessageSeen> DraftAsync()
    {
        await _teams.SayAsync(_agent, "reboot web-2 because its instance check fails");
        return await _teams.UntilAsync(_agent, Channel, "This is a draft");
    }

    private Task<Answer> ProposalAsync(TeamsMessageSeen asked) => _agent.GetAsync($"/operations/proposals/{asked.Buttons["approve"]["p"]!.GetValue<string>()}");
}
