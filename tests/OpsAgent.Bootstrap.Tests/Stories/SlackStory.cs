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
    private const string Team = "T0HOME0001";
    private const string Lead = "U0LEAD0001";
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    public static async Task PlayAsync(Stage stage)
    {
        await stage.World.NameSlackAsync($$"""{"app_id":"A0TESTAPP1","team_ids":["{{Team}}"]}""", Secret, $"slack:{Team}:{Lead}=lead@example.com");
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
        Assert.Contains("clear", await SendAsync(stage, submit), StringComparison.Ordinal);
        Assert.Contains("counts once", await SendAsync(stage, submit), StringComparison.Ordinal);
        await stage.StepAsync(FunctionNames.CloseApproval, Machine.Of(proposed.Id));
        Assert.Equal("denied", await machine.EndAsync(proposed.Id), ignoreCase: true);
        await SendAsync(stage, submit, secret: "guessed", expected: 401, incident: Incident.Rival);
    }

    private static JsonObject Interaction(string type, JsonObject rest)
    {
        rest["type"] = type;
        rest["api_app_id"] = "A0TESTAPP1";
        rest["team"] = new JsonObject { ["id"] = Team };
        rest["user"] = new JsonObject { ["id"] = Lead, ["team_id"] = Team };
        return rest;
    }

    private static async Task<string> SendAsync(Stage stage, JsonObject payload, string secret = Secret, int expected = 200, Incident? incident = null)
    {
        var body = $"payload={Uri.EscapeDataString(payload.ToJsonString())}";
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var answer = await stage.StepAsync(
            FunctionNames.ChatWebhooks,
            new JsonObject
            {
                ["httpMethod"] = "POST",
                ["path"] = "/slack/interactions",
                ["resource"] = "/slack/interactions",
                ["headers"] = new JsonObject
                {
                    ["Content-Type"] = "application/x-www-form-urlencoded",
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
