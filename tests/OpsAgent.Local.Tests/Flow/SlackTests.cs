using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Tests.Flow;

/// <summary>Slack's requests over HTTP, with Slack's Web API on the other side.</summary>
public sealed class SlackTests : IAsyncLifetime
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Team = "T0HOME0001";
    private const string Lead = "U0LEAD0001";
    private const string Clear = """{"response_action":"clear"}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsagent-slack-");
    private readonly ConcurrentQueue<(string Method, JsonElement Body)> calls = new();
    private readonly HttpClient client = new();
    private LocalAgent agent = null!;
    private LoopbackServer slack = null!;

    public async ValueTask InitializeAsync()
    {
        using (var database = new SqliteDatabase(Path.Combine(folder.FullName, "opsagent.db")))
        {
            var parameters = new SqliteParameterStore(database);
            parameters.SetDefault(ParameterNames.Slack, $$"""{"app_id":"A0TESTAPP1","team_ids":["{{Team}}"]}""");
            parameters.SetDefault(ParameterNames.SlackSigningSecret, Secret);
            parameters.SetDefault(ParameterNames.SlackBotToken, "xoxb-of-the-tests");
            parameters.SetDefault($"{ParameterNames.People}/1", $"slack:{Team}:{Lead}={LocalUsers.Lead},slack:{Team}:U0ENGINEER={LocalUsers.Engineer}");
        }

        var options = new LoopbackOptions { Port = 0, MaxBodyBytes = 1024 * 1024, RejectAsync = (_, rejection) => throw new InvalidOperationException(rejection.Message) };
        slack = await LoopbackServer.StartAsync(
            options,
            async context =>
            {
                Assert.Equal("Bearer xoxb-of-the-tests", context.Request.Headers.Authorization);
                using var body = await JsonDocument.ParseAsync(context.Request.Body);
                calls.Enqueue((context.Request.Path.Value!.Split('/')[^1], body.RootElement.Clone()));
                await context.Response.Body.WriteAsync("""{"ok":true}"""u8.ToArray());
            },
            CancellationToken.None);
        agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = folder.FullName, SlackAddress = new Uri(slack.Url, "/api/") });
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        await slack.DisposeAsync();
        client.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Approve_ByTheButtonAndItsForm_CarriesTheChangeOut()
    {
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        var (id, hash) = (proposed.Text("proposal_id")!, proposed.Text("plan_hash")![..8]);

        var pressed = await InteractAsync(Press("approve", $$"""{"d":"approve","p":"{{id}}","h":"{{hash}}"}"""));
        var (method, body) = Assert.Single(calls);
        var view = body.GetProperty("view");
        var own = await InteractAsync(Submit(view, "V1", "U0ENGINEER"));
        var submitted = await InteractAsync(Submit(view, "V2"));
        var again = await InteractAsync(Submit(view, "V2"));

        Assert.Equal((200, string.Empty, "views.open"), (pressed.Status, pressed.Body, method));
        Assert.Contains("so may not approve it", own.Body, StringComparison.Ordinal);
        Assert.Equal((200, Clear), (submitted.Status, submitted.Body));
        Assert.Contains("counts once", again.Body, StringComparison.Ordinal);
        var page = await agent.UntilAsync(id, "completed");
        Assert.Contains(LocalUsers.Lead, page.Json.GetProperty("approved_by").GetRawText(), StringComparison.Ordinal);
        Assert.Single(page.Timeline(), "approval_granted");
    }

    [Fact]
    public async Task Deny_ByTheForm_TellsTheReason()
    {
        var proposed = await agent.ProposeRebootAsync(Instances.Impaired);
        await InteractAsync(Press("deny", $$"""{"d":"deny","p":"{{proposed.Text("proposal_id")}}","h":"{{proposed.Text("plan_hash")![..8]}}"}"""));

        var submitted = await InteractAsync(Submit(Assert.Single(calls).Body.GetProperty("view"), "V1", reason: "Größere Störung – not now."));

        Assert.Equal((200, Clear), (submitted.Status, submitted.Body));
        var page = await agent.UntilAsync(proposed.Text("proposal_id")!, "denied");
        Assert.Equal("Größere Störung – not now.", page.Text("close_reason"));
    }

    [Fact]
    public async Task Anything_OldTamperedOrUnsigned_IsRefused()
    {
        var body = $"command=%2Fopsagent&text=hi&team_id={Team}&user_id={Lead}&api_app_id=A0TESTAPP1";
        var old = agent.Time.GetUtcNow().AddSeconds(-301);

        Assert.Equal(401, (await SendAsync("/slack/commands", body, at: old)).Status);
        Assert.Equal(401, (await SendAsync("/slack/commands", $"{body}&text2=x", signedBody: body)).Status);
        Assert.Equal(401, (await SendAsync("/slack/events", """{"type":"url_verification","challenge":"abc"}""", signedBody: "{}")).Status);
        Assert.Equal(401, (await agent.PostAsync("/slack/interactions", [])).Status);
        Assert.Equal(401, (await agent.PostAsync("/teams/messages", [])).Status);
        var challenge = await SendAsync("/slack/events", """{"type":"url_verification","challenge":"abc"}""", "application/json");
        Assert.Equal((200, """{"challenge":"abc"}"""), (challenge.Status, challenge.Body));
    }

    private static JsonObject Press(string action, string value) => Interaction("block_actions", Lead, new JsonObject
    {
        ["trigger_id"] = "1.2.3",
        ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = "1.1", ["channel_id"] = "C0APPROVAL" },
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = $"opsagent_{action}", ["value"] = value }),
    });

    private static JsonObject Submit(JsonElement view, string id, string user = Lead, string? reason = null) => Interaction("view_submission", user, new JsonObject
    {
        ["view"] = new JsonObject
        {
            ["id"] = id,
            ["hash"] = "1.a",
            ["callback_id"] = view.GetProperty("callback_id").GetString(),
            ["private_metadata"] = view.GetProperty("private_metadata").GetString(),
            ["state"] = new JsonObject { ["values"] = new JsonObject { ["reason"] = new JsonObject { ["reason"] = new JsonObject { ["value"] = reason } } } },
        },
    });

    private static JsonObject Interaction(string type, string user, JsonObject rest)
    {
        rest["type"] = type;
        rest["api_app_id"] = "A0TESTAPP1";
        rest["team"] = new JsonObject { ["id"] = Team };
        rest["user"] = new JsonObject { ["id"] = user, ["team_id"] = Team };
        return rest;
    }

    private Task<Answer> InteractAsync(JsonObject payload) => SendAsync("/slack/interactions", $"payload={Uri.EscapeDataString(payload.ToJsonString())}");

    // The clock stands still: an answer to Slack waits for nothing that takes time.
    private async Task<Answer> SendAsync(string path, string body, string type = "application/x-www-form-urlencoded", DateTimeOffset? at = null, string? signedBody = null)
    {
        var timestamp = (at ?? agent.Time.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(agent.Host.Url, path)) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{signedBody ?? body}")))}");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return new Answer((int)response.StatusCode, text, json.RootElement.Clone());
    }
}
