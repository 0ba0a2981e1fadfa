using System.Text.Json.Nodes;

using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Slack;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Local.Tests.ChatServices;

/// <summary>One person, whom Slack, Teams, the console and two addresses each know by another name.</summary>
public sealed class OnePersonTests : IAsyncLifetime
{
    private const string EngineersOther = "e.ngineer@example.org";
    private const string LeadsOther = "l.ead@example.org";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-person-");
    private readonly SlackDoor _slack = new();
    private readonly TeamsDoor _teams = new();
    private FakeSlack _fakeSlack = null!;
    private LocalAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _fakeSlack = await FakeSlack.StartAsync();
        using (var database = new SqliteDatabase(Path.Combine(_folder.FullName, "opsagent.db")))
        {
            var parameters = new SqliteParameterStore(database);
            SlackDoor.Configure(parameters);
            _teams.Configure(parameters);
            parameters.SetDefault($"{ParameterNames.People}/1", $"{SlackDoor.PeopleEntries},{TeamsDoor.PeopleEntries},{EngineersOther}={LocalUsers.Engineer},{LeadsOther}={LocalUsers.Lead}");

            // Each address has the roles itself, so that only the person can be why not.
            string[] everybody = [LocalUsers.Engineer, EngineersOther, LocalUsers.Lead, LeadsOther, LocalUsers.Admin];
            foreach (var list in new[] { ParameterNames.AllowedUsers, ParameterNames.Operators, ParameterNames.Approvers })
            {
                parameters.SetDefault(list, string.Join(',', everybody));
            }
        }

        var twoPeople = new RiskPolicy { Approvals = Enum.GetValues<RiskLevel>().ToDictionary(l => l, _ => 2) };
        _agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = _folder.FullName, RiskPolicy = twoPeople, SlackAddress = _fakeSlack.Api, TeamsAddresses = _teams.Addresses });
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _fakeSlack.DisposeAsync();
        await _teams.DisposeAsync();
        _slack.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("teams")]
    [InlineData(LocalUsers.Engineer)]
    [InlineData(EngineersOther)]
    public async Task Person_ByEveryDoor_IsOne(string proposesBy)
    {
        var asked = await ProposeAsync(proposesBy);
        var (id, hash) = (asked.Buttons["approve"]["p"]!.GetValue<string>(), asked.Buttons["approve"]["h"]!.GetValue<string>());

        foreach (var answer in await ApproveByEveryDoorAsync(SlackDoor.Engineer, TeamsActivities.EngineerId, LocalUsers.Engineer, EngineersOther))
        {
            Assert.Contains("proposed this change", answer, StringComparison.Ordinal);
        }

        Assert.Equal(("pending", 0), await StateAsync());
        var taken = await ApproveByEveryDoorAsync(SlackDoor.Lead, TeamsActivities.LeadId, LocalUsers.Lead, LeadsOther);
        Assert.Contains("\"clear\"", taken[0], StringComparison.Ordinal);
        Assert.Contains("Waiting for approval: 1 of 2", taken[1], StringComparison.Ordinal);
        Assert.All(taken.Skip(2), a => Assert.Contains("\"success\":true", a, StringComparison.Ordinal));
        Assert.Equal(("pending", 1), await StateAsync());

        var other = await ApproveAsync(LocalUsers.Admin);
        Assert.True(other.Success, other.Body);
        await _teams.UntilAsync(_agent, FakeTeams.ApprovalConversation, "Done and verified");

        async Task<IReadOnlyList<string>> ApproveByEveryDoorAsync(string inSlack, string inTeams, params string[] addresses)
        {
            List<string> answers =
            [
                await _slack.SubmitAsync(_agent, inSlack, "approve", id, hash),
                await _teams.PressAsync(_agent, inTeams, asked, "approve"),
            ];
            foreach (var address in addresses)
            {
                answers.Add((await ApproveAsync(address)).Body);
                answers.Add((await ApproveAsync(address, "console")).Body);
            }

            return answers;
        }

        Task<Answer> ApproveAsync(string user, string source = "") => _agent.PostAsync(
            "/operations/approve_action", new JsonObject { ["proposal_id"] = id, ["plan_hash"] = hash }, ("X-OpsAgent-User", user), ("X-OpsAgent-Source", source));

        async Task<(string? Status, int Counted)> StateAsync()
        {
            var shown = await _agent.GetAsync($"/operations/proposals/{id}");
            return (shown.Text("status"), shown.Json.GetProperty("approved_by").GetArrayLength());
        }
    }

    private async Task<TeamsMessageSeen> ProposeAsync(string by)
    {
        if (by == "teams")
        {
            await _teams.SayAsync(_agent, "reboot web-2 because its instance check fails");
            await _teams.PressAsync(_agent, TeamsActivities.EngineerId, await _teams.UntilAsync(_agent, TeamsActivities.Channel, "This is a draft"), "confirm");
        }
        else
        {
            var proposed = await _agent.PostAsync(
                "/operations/reboot_ec2", new JsonObject { ["instance_id"] = "i-0a1b2c3d4e5f60002", ["reason"] = "Instance check fails, application hangs" }, ("X-OpsAgent-User", by));
            Assert.True(proposed.Success, proposed.Body);
        }

        return await _teams.UntilAsync(_agent, FakeTeams.ApprovalConversation, "Waiting for approval: 0 of 2");
    }
}
