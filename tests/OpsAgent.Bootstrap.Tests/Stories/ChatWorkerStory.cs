using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Compat.Tests.Support;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>
/// What people write and press in Slack, handed from ChatWebhooks to ChatWorker, and the stream's word of a proposal. Without a bot
/// token each answer fails where it is to be posted, which is after all that it needs AWS for.
/// </summary>
internal static class ChatWorkerStory
{
    private const string NotPosted = "SlackApiException";
    private const string Bot = "U0BOT00001";
    private const string Direct = "D0LEAD0001";

    private static int s_count;

    public static async Task PlayAsync(Stage stage, Stage talking)
    {
        await LookAsync(stage);
        await ProposeAsync(stage);
        await FileAsync(stage);
        await SayAsync(talking, "How are things?", incident: Incident.Answering("bedrock:Converse", FakeResponse.Ok(ChatStory.ModelAnswer)));
    }

    private static async Task LookAsync(Stage stage)
    {
        var instance = stage.Account.Tagged;
        await SayAsync(stage, $"<@{Bot}> is {instance} ok?", channel: "C0GENERAL1");
        foreach (var message in new[] { $"CPU of {instance}", $"network traffic out of {instance}", "what is going on?", "target health of the load balancer web", "any UpdateService calls in the last 24h?" })
        {
            await SayAsync(stage, message);
        }

        await SayAsync(stage, $"is {instance} ok?", incident: Incident.Rival);
    }

    private static async Task ProposeAsync(Stage stage)
    {
        var machine = new Machine(stage);
        await SayAsync(stage, "scale main/web to 5 because the queue grows since eight");
        var id = await Machine.StartAsync(start => ConfirmAsync(stage, NotPosted, start), machine.AskPeopleInThePastAsync);

        // It has no message yet: that could not be posted.
        await stage.FailAsync(FunctionNames.ChatWorker, await stage.World.ChangeOfAsync(id), "AggregateException");
        await SayAsync(stage, "what is waiting for approval?");
        await SayAsync(stage, $"status of proposal {id}");
        await SayAsync(stage, $"Open an incident with severity high: the shop is slow, see {id}");
        await ConfirmAsync(stage);
        await machine.ExpireAsync(id);
        await stage.FailAsync(FunctionNames.ChatWorker, await stage.World.ChangeOfAsync(id), "AggregateException");
    }

    private static async Task FileAsync(Stage stage)
    {
        const string report = "Open an incident with severity high: the shop is slow since eight";
        await SayAsync(stage, report);
        await ConfirmAsync(stage);
        await SayAsync(stage, report);
        await ConfirmAsync(stage, NotPosted, Incident.Rival);
        await SayAsync(stage, "post to notifications: the shop is slow");
        await ConfirmAsync(stage);

        // Nothing is sent to the address of that channel.
        await SayAsync(stage, "post to ops: the shop is slow");
        await ConfirmAsync(stage, NotPosted);
    }

    private static async Task SayAsync(Stage stage, string text, string channel = Direct, Incident? incident = null)
    {
        var number = ++s_count;
        await SlackStory.SendEventAsync(stage, new JsonObject
        {
            ["type"] = "event_callback",
            ["api_app_id"] = "A0TESTAPP1",
            ["team_id"] = SlackStory.Team,
            ["event_id"] = $"Ev{number}",
            ["event_time"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["authorizations"] = new JsonArray(new JsonObject { ["team_id"] = SlackStory.Team, ["user_id"] = Bot, ["is_bot"] = true }),
            ["event"] = new JsonObject
            {
                ["type"] = channel == Direct ? "message" : "app_mention",
                ["channel_type"] = channel == Direct ? "im" : "channel",
                ["channel"] = channel,
                ["team"] = SlackStory.Team,
                ["user"] = SlackStory.Lead,
                ["text"] = text,
                ["ts"] = $"1769000000.{number:D6}",
            },
        });
        await stage.FailAsync(FunctionNames.ChatWorker, stage.TakeJob(), NotPosted, incident);
    }

    /// <summary>Presses the button of the draft that was made last.</summary>
    /// <param name="error">Where something is to be posted. What takes the draft's place goes to an address that Slack gave none of.</param>
    private static async Task ConfirmAsync(Stage stage, string? error = null, Incident? incident = null)
    {
        await SlackStory.SendAsync(stage, SlackStory.Interaction("block_actions", new JsonObject
        {
            ["container"] = new JsonObject { ["message_ts"] = $"1769000000.{++s_count:D6}", ["channel_id"] = Direct },
            ["actions"] = new JsonArray(new JsonObject { ["action_id"] = "opsagent_confirm", ["value"] = (await stage.World.ButtonOfLastDraftAsync()).ToJsonString() }),
        }));
        var job = stage.TakeJob();
        await (error is null ? stage.StepAsync(FunctionNames.ChatWorker, job, incident) : stage.FailAsync(FunctionNames.ChatWorker, job, error, incident));
    }
}
