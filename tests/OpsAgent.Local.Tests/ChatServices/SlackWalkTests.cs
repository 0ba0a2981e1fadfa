using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Slack;

namespace OpsAgent.Local.Tests.ChatServices;

/// <summary>An incident as it is worked on in Slack: over HTTP on both sides, from the first question to whether the change helped.</summary>
public sealed class SlackWalkTests : IAsyncLifetime
{
    private const string Team = SlackDoor.Team;
    private const string Engineer = SlackDoor.Engineer;
    private const string Lead = SlackDoor.Lead;
    private const string Incidents = "C0INCIDENTS";
    private const string Approvals = SlackDoor.Approvals;
    private const string Thread = "1795403400.000100";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsagent-slack-");
    private readonly SlackDoor _door = new();
    private FakeSlack _slack = null!;
    private LocalAgent _agent = null!;
    private int _number;

    public async ValueTask InitializeAsync()
    {
        _slack = await FakeSlack.StartAsync();
        using (var database = new SqliteDatabase(Path.Combine(_folder.FullName, "opsagent.db")))
        {
            var parameters = new SqliteParameterStore(database);
            SlackDoor.Configure(parameters);
            parameters.SetDefault($"{ParameterNames.People}/1", SlackDoor.PeopleEntries);
        }

        _agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = _folder.FullName, SlackAddress = _slack.Api });
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _slack.DisposeAsync();
        _door.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Incident_FromTheFirstQuestionToWhetherItHelped_IsWorkedOnInOneThread()
    {
        await MentionAsync("what is going on?");
        await UntilAsync(Incidents, "production-web-5xx");

        // A first try, which another person approves in Slack.
        await MentionAsync("reboot web-2 because its instance check fails");
        var draft = await UntilAsync(Incidents, "This is a draft");
        await PressAsync(Engineer, draft, "opsagent_confirm");
        var asked = await UntilAsync(Approvals, "Waiting for approval");
        var own = await UntilAsync(Incidents, "Waiting for approval");
        Assert.Equal((draft.Ts, Thread), (own.Ts, own.Thread));
        await ApproveAsync(asked);
        var done = await UntilAsync(Approvals, "Done and verified");
        Assert.Contains("lead@example.com", done.Content.ToJsonString(), StringComparison.Ordinal);
        await UntilAsync(Incidents, "Done and verified");

        // Then the cure, of high risk: it is decided at the console.
        await MentionAsync("roll back web watch=production-web-5xx because 5xx and memory rise since the deployment");
        await PressAsync(Engineer, await UntilAsync(Incidents, "This is a draft"), "opsagent_confirm");
        var high = await UntilAsync(Approvals, "High risk");
        Assert.Equal(["opsagent_withdraw"], Buttons(high).Select(b => b["action_id"]!.GetValue<string>()));
        var shown = JsonNode.Parse(Buttons(high).Single()["value"]!.GetValue<string>())!;
        var decided = await _agent.PostAsync(
            "/operations/approve_action", new JsonObject { ["proposal_id"] = shown["p"]!.DeepClone(), ["plan_hash"] = shown["h"]!.DeepClone() }, ("X-OpsAgent-User", LocalUsers.Lead));
        Assert.True(decided.Success, decided.Body);
        await UntilAsync(Approvals, "It helped: alarm production-web-5xx is OK");
        await UntilAsync(Incidents, "It helped");

        Assert.Equal((2, 3), (_slack.In(Approvals).Count(), _slack.In(Incidents).Count()));
        Assert.Equal(5, _slack.Calls.Count(c => c.Method == "chat.postMessage"));
    }

    private async Task ApproveAsync(FakeSlackMessage asked)
    {
        await PressAsync(Lead, asked, "opsagent_approve");
        var form = _slack.Calls.Single(c => c.Method == "views.open").Body["view"]!.DeepClone().AsObject();
        form["id"] = "V0000001";
        form["hash"] = "1.a";
        form["state"] = new JsonObject { ["values"] = new JsonObject() };
        await _door.InteractAsync(_agent, new JsonObject { ["type"] = "view_submission", ["view"] = form }, Lead);
    }

    private static List<JsonNode> Buttons(FakeSlackMessage message) =>
        [.. message.Content["blocks"]!.AsArray().Where(b => b!["type"]!.GetValue<string>() == "actions").SelectMany(b => b!["elements"]!.AsArray()).Select(e => e!)];

    private Task<string> MentionAsync(string text) => _door.SendAsync(_agent, "/slack/events", "application/json", new JsonObject
    {
        ["type"] = "event_callback",
        ["team_id"] = Team,
        ["api_app_id"] = "A0OPSAGENT",
        ["event_id"] = $"Ev{++_number:d7}",
        ["event_time"] = _agent.Time.GetUtcNow().ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject { ["team_id"] = Team, ["user_id"] = "U0OPSAGENT", ["is_bot"] = true }),
        ["event"] = new JsonObject
        {
            ["type"] = "app_mention", ["user"] = Engineer, ["text"] = $"<@U0OPSAGENT> {text}", ["channel"] = Incidents, ["ts"] = $"1795403401.{++_number:d6}", ["thread_ts"] = Thread,
        },
    }.ToJsonString());

    private Task<string> PressAsync(string user, FakeSlackMessage message, string actionId)
    {
        var button = Buttons(message).Single(e => e["action_id"]!.GetValue<string>() == actionId);
        return _door.InteractAsync(
            _agent,
            new JsonObject
            {
                ["type"] = "block_actions",
                ["channel"] = new JsonObject { ["id"] = message.Channel },
                ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel, ["is_ephemeral"] = false, ["thread_ts"] = message.Thread },
                ["trigger_id"] = $"{++_number}.{_number}",
                ["response_url"] = _slack.AnswerAddress(message.Channel, user, message),
                ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = actionId, ["value"] = button["value"]!.GetValue<string>() }),
            },
            user);
    }

    private async Task<FakeSlackMessage> UntilAsync(string channel, string text)
    {
        var end = _agent.Time.GetUtcNow() + TimeSpan.FromMinutes(12);
        while (_agent.Time.GetUtcNow() < end)
        {
            if (_slack.In(channel).FirstOrDefault(m => m.Content["blocks"]!.ToJsonString().Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            // Slack answers in real time, within ten seconds of the driven one.
            await Task.Delay(5, TestContext.Current.CancellationToken);
            _agent.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        throw new TimeoutException($"{channel} does not show \"{text}\" but {string.Join('\n', _slack.Messages.Select(m => m.Content["blocks"]!.ToJsonString()))}");
    }
}
