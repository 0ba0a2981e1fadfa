using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

/// <summary>
/// Slack's side of a bench: signs what it sends, and takes what is posted to it. Its people are the engineer, the lead by two
/// accounts, and the viewer; and a stranger of another workspace.
/// </summary>
internal sealed class SlackSide : IChatWorker
{
    public const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    public const string OldSecret = "0ld0ld0ld0ld0ld0ld0ld0ld0ld0ld00";
    public const string BotToken = "xoxb-0123456789-of-the-tests";
    public const string App = "A0TESTAPP1";
    public const string Team = "T0HOME0001";
    public const string StrangersTeam = "T0OTHER001";
    public const string Engineer = "U0ENGINEER";
    public const string Lead = "U0LEAD0001";
    public const string LeadsOther = "U0LEAD0002";
    public const string Viewer = "U0VIEWER01";
    public const string Stranger = "U0STRANGER";
    public const string Channel = "C0APPROVAL";
    public const string MessageTs = "1773478800.000100";

    private readonly ConcurrentQueue<(string Method, JsonElement Body)> calls = new();
    private readonly ConcurrentQueue<ChatJob> jobs = new();
    private int presses;

    public SlackSide(Bench bench)
    {
        Bench = bench;
        bench.Settings.Cached[ParameterNames.Slack] = $$"""{"app_id":"{{App}}","team_ids":["{{Team}}"],"approval_channel":"{{Channel}}"}""";
        bench.Settings.Cached[ParameterNames.SlackSigningSecret] = $"{OldSecret},{Secret}";
        bench.Settings.Cached[ParameterNames.SlackBotToken] = BotToken;
        bench.Settings.Cached[$"{ParameterNames.People}/1"] = string.Join(
            ',',
            $"slack:{Team}:{Engineer}={Users.Engineer}",
            $"slack:{Team}:{Lead}={Users.Lead}",
            $"slack:{Team}:{LeadsOther}={Users.Lead}",
            $"slack:{Team}:{Viewer}={Users.Viewer}");
        bench.Change = ports => ports with
        {
            ChatWorker = () => this,
            Slack = new SlackApi(bench.Settings, new HttpMessageInvoker(new Handler(this)), bench.Time),
            ProposalsFunction = Proposals is { } other ? () => other(ports.ProposalsFunction()) : ports.ProposalsFunction,
        };
    }

    public Bench Bench { get; }

    /// <summary>In place of the function Proposals; null for the bench's own.</summary>
    public Func<OpsAgent.Core.Approvals.IProposalsFunction, OpsAgent.Core.Approvals.IProposalsFunction>? Proposals { get; set; }

    /// <summary>What Slack answers a call of its Web API with.</summary>
    public Func<string, HttpResponseMessage> Answers { get; set; } = _ => Json("""{"ok":true}""");

    /// <summary>What handing a job over does before it is taken; null for nothing.</summary>
    public Func<CancellationToken, Task>? Enqueuing { get; set; }

    /// <summary>What was posted to Slack's Web API.</summary>
    public IReadOnlyList<(string Method, JsonElement Body)> Calls => [.. calls];

    public IReadOnlyList<ChatJob> Jobs => [.. jobs];

    /// <summary>The form that was opened last.</summary>
    public JsonElement View => Calls.Last(c => c.Method == "views.open").Body.GetProperty("view");

    public async Task EnqueueAsync(ChatJob job, CancellationToken cancellationToken)
    {
        await (Enqueuing?.Invoke(cancellationToken) ?? Task.CompletedTask);
        jobs.Enqueue(job);
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static string Sign(string body, string timestamp, string secret = Secret) =>
        $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")))}";

    public static string Form(JsonObject payload) => $"payload={Uri.EscapeDataString(payload.ToJsonString())}";

    public static string Command(string text, string user = Engineer, string team = Team) =>
        $"token=gone&team_id={team}&team_domain=home&channel_id={Channel}&channel_name=ops&user_id={user}&user_name=x&command=%2Fopsagent&text={Uri.EscapeDataString(text)}"
        + $"&api_app_id={App}&is_enterprise_install=false&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT%2F1%2F2&trigger_id=1.2.3";

    public static JsonObject Event(JsonObject sent, string id = "Ev0000001") => new()
    {
        ["token"] = "gone",
        ["team_id"] = Team,
        ["api_app_id"] = App,
        ["event"] = sent,
        ["type"] = "event_callback",
        ["event_id"] = id,
        ["event_time"] = Moments.Start.ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject { ["enterprise_id"] = null, ["team_id"] = Team, ["user_id"] = "U0BOT00001", ["is_bot"] = true, ["is_enterprise_install"] = false }),
        ["is_ext_shared_channel"] = false,
    };

    public static JsonObject Mention(string text, string user = Engineer) => new()
    {
        ["type"] = "app_mention", ["user"] = user, ["text"] = text, ["ts"] = "1773478790.000200", ["channel"] = Channel, ["event_ts"] = "1773478790.000200",
    };

    public JsonObject Press(string actionId, string value, string user = Lead, string team = Team) => new()
    {
        ["type"] = "block_actions",
        ["user"] = new JsonObject { ["id"] = user, ["username"] = "x", ["name"] = "x", ["team_id"] = team },
        ["api_app_id"] = App,
        ["token"] = "gone",
        ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = MessageTs, ["channel_id"] = Channel, ["is_ephemeral"] = false },
        ["trigger_id"] = $"trigger.{Interlocked.Increment(ref presses)}",
        ["team"] = new JsonObject { ["id"] = Team, ["domain"] = "home" },
        ["enterprise"] = null,
        ["is_enterprise_install"] = false,
        ["channel"] = new JsonObject { ["id"] = Channel, ["name"] = "ops" },
        ["response_url"] = "https://hooks.slack.com/actions/T/1/2",
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = actionId, ["block_id"] = "b", ["value"] = value, ["action_ts"] = "1773478800.1" }),
    };

    /// <summary>The submit of a form of ours, as it was opened.</summary>
    /// <param name="view">Slack's id of it: each form has its own.</param>
    public static JsonObject Submit(string metadata, string? reason = null, string user = Lead, string view = "V0000001", string team = Team, string callback = "opsagent_decide") => new()
    {
        ["type"] = "view_submission",
        ["team"] = new JsonObject { ["id"] = Team, ["domain"] = "home" },
        ["user"] = new JsonObject { ["id"] = user, ["username"] = "x", ["name"] = "x", ["team_id"] = team },
        ["api_app_id"] = App,
        ["token"] = "gone",
        ["trigger_id"] = "9.9.9",
        ["view"] = new JsonObject
        {
            ["id"] = view,
            ["team_id"] = Team,
            ["type"] = "modal",
            ["private_metadata"] = metadata,
            ["callback_id"] = callback,
            ["hash"] = "1773478801.abcdef",
            ["state"] = new JsonObject
            {
                ["values"] = reason is null ? new JsonObject() : new JsonObject { ["reason"] = new JsonObject { ["reason"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = reason } } },
            },
            ["app_id"] = App,
            ["app_installed_team_id"] = Team,
        },
        ["response_urls"] = new JsonArray(),
        ["is_enterprise_install"] = false,
        ["enterprise"] = null,
    };

    public static string Button(string action, string proposalId, string planHash) => $$"""{"d":"{{action}}","p":"{{proposalId}}","h":"{{planHash[..8]}}"}""";

    public SignedRequest Signed(string body) => new(RequestSource.Slack, body, Sign(body, Now), Now);

    public string Now => Bench.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The event that API Gateway makes of what Slack sends.</summary>
    public JsonObject Request(string path, string body, string? timestamp = null, string? signature = null, string secret = Secret)
    {
        var at = timestamp ?? Now;
        var sent = Events.Event("POST", path, body).Without("X-API-Key")
            .With("Content-Type", body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded")
            .With("X-Slack-Request-Timestamp", at)
            .With("X-Slack-Signature", signature ?? Sign(body, at, secret));
        sent["requestContext"]!["identity"] = new JsonObject { ["sourceIp"] = "203.0.113.9" };
        return sent;
    }

    public async Task<Answer> SendAsync(JsonObject request) => new(await Bench.InvokeAsync(FunctionNames.ChatWebhooks, request, Bench.Context(remainingSeconds: 10)));

    public Task<Answer> SendCommandAsync(string text, string user = Engineer) => SendAsync(Request("/slack/commands", Command(text, user)));

    public Task<Answer> SendEventAsync(JsonObject sent) => SendAsync(Request("/slack/events", sent.ToJsonString()));

    public Task<Answer> InteractAsync(JsonObject payload) => SendAsync(Request("/slack/interactions", Form(payload)));

    public Task<Answer> SendPressAsync(string action, Answer proposed, string user = Lead) =>
        InteractAsync(Press($"opsagent_{action}", Button(action, proposed["proposal_id"]!, proposed["plan_hash"]!), user));

    /// <summary>Submits the form as it was opened last.</summary>
    public Task<Answer> SendFormAsync(string? reason = null, string user = Lead, string view = "V0000001") =>
        InteractAsync(Submit(View.GetProperty("private_metadata").GetString()!, reason, user, view));

    private sealed class Handler(SlackSide slack) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("slack.com", request.RequestUri!.Host);
            Assert.Equal($"Bearer {BotToken}", request.Headers.Authorization!.ToString());
            using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            var method = request.RequestUri.Segments[^1];
            slack.calls.Enqueue((method, body.RootElement.Clone()));
            return slack.Answers(method);
        }
    }
}
