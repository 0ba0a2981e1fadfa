using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Bootstrap.Tests.Actions;
using OpsAgent.Functions.Hosting;

namespace OpsAgent.Bootstrap.Tests.Stories;

/// <summary>Slack's button and its form, pressed and sent twice, and somebody who signs with another secret.</summary>
internal static class SlackStory
{
    public const string Team = "T0HOME0001";
    public const string Lead = "U0LEAD0001";

    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    public static async Task PlayAsync(Stage stage)
    {
        await stage.World.NameSlackAsync($$"""{"app_id":"A0TESTAPP1","team_ids":["{{Team}}"],"approval_channel":"C0APPROVAL"}""", Secret, $"slack:{Team}:{Lead}=lead@example.com,{TeamsStory.Lead}=lead@example.com");
        var machine = new Machine(stage);
        var proposed = await machine.ProposeAsync("reboot_ec2", machine.Reboot());
        var button = new JsonObject { ["d"] = "deny", ["p"] = proposed.Id, ["h"] = proposed.Answer["plan_hash"]!.GetValue<string>()[..8] }.ToJsonString();

        // Without a bot token no form opens and nobody is told.
        await SendAsync(stage, Interaction("block_actions", new JsonObject
        {
            ["trigger_id"] = "1.2.3",
            ["container"] = new JsonObject { ["message_ts"] = "1.1", ["channel_id"] = "C0APPROVAL" },
            ["actions"] = new JsonArray(new JsonObject { ["action_id"] = "opsagent_deny", ["value"] = button }),
        }));
        var submit = Interaction("view_submission", new JsonObject
        {
            ["view"] = new JsonObject
            {
                ["id"] = "V1",
                ["callback_id"] = "opsagent_decide",
                ["private_metadata"] = button,
                ["state"] = new JsonObject { ["values"] = new JsonObject { ["reason"] = new JsonObject { ["reason"] = new JsonObject { ["value"] = "Not during the release." } } } },
            },
        });
        await SendAsync(stage, submit, secret: "guessed", expected: 401);

        // Of high risk: decided at the console. Slack waits three seconds, and on a busy machine the answer may be that there is none yet.
        await SendAsync(stage, submit);
        var again = string.Empty;
        for (var i = 0; i < 5 && !again.Contains("counts once", StringComparison.Ordinal); i++)
        {
            again = await SendAsync(stage, submit);
        }

        Assert.Contains("counts once", again, StringComparison.Ordinal);
        var denied = await stage.AskAsync(ApiRequest.Decide("deny", proposed.Token, "lead", "Not during the release"));
        Assert.True(denied["success"]!.GetValue<bool>(), denied.ToJsonString());
        await stage.StepAsync(FunctionNames.CloseApproval, Machine.Of(proposed.Id));
        Assert.Equal("denied", await machine.EndAsync(proposed.Id), ignoreCase: true);
        await SendAsync(stage, submit, secret: "guessed", expected: 401, incident: Incident.Rival);
    }

    public static JsonObject Interaction(string type, JsonObject rest)
    {
        rest["type"] = type;
        rest["api_app_id"] = "A0TESTAPP1";
        rest["team"] = new JsonObject { ["id"] = Team };
        rest["user"] = new JsonObject { ["id"] = Lead, ["team_id"] = Team };
        return rest;
    }

    /// <returns>The body of the answer to an interaction.</returns>
    public static Task<string> SendAsync(Stage stage, JsonObject payload, string secret = Secret, int expected = 200, Incident? incident = null) =>
        SendAsync(stage, "interactions", $"payload={Uri.EscapeDataString(payload.ToJsonString())}", "application/x-www-form-urlencoded", secret, expected, incident);

    public static Task<string> SendEventAsync(Stage stage, JsonObject sent) => SendAsync(stage, "events", sent.ToJsonString(), "application/json", Secret, 200, null);

    private static async Task<string> SendAsync(Stage stage, string door, string body, string type, string secret, int expected, Incident? incident)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var answer = await stage.StepAsync(
            FunctionNames.ChatWebhooks,
            new JsonObject
            {
                ["httpMethod"] = "POST",
                ["path"] = $"/slack/{door}",
                ["resource"] = $"/slack/{door}",
                ["headers"] = new JsonObject
                {
                    ["Content-Type"] = type,
                    ["X-Slack-Request-Timestamp"] = timestamp,
                    ["X-Slack-Signature"] = $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")))}",
                },
                ["body"] = body,
            },
            incident);
        Assert.Equal(expected, answer["statusCode"]!.GetValue<int>());
        return answer["body"]!.GetValue<string>();
    }
}
