using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;

using Amazon.Lambda.APIGatewayEvents;

using OpsAgent.Aws.Stores;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.ChatServices.Slack;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Slack;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

/// <summary>The bench with a Slack, in which the engineer, the lead and somebody unknown write and press.</summary>
internal sealed class SlackBench : IAsyncDisposable
{
    public const string Approvals = "C0APPROVALS";
    public const string Incidents = "C0INCIDENTS";
    public const string Direct = "D0ENGINEER";
    public const string Engineer = "U0ENGINEER";
    public const string Lead = "U0LEAD";
    public const string Stranger = "U0STRANGER";

    private const string Team = "T024BE7LD";
    private const string Bot = "U0OPSAGENT";

    private readonly CountedRequests _requests = new();
    private readonly HttpMessageInvoker _http;
    private int _number;

    private SlackBench(FakeSlack slack, Bench bench) => (Slack, Bench, _http) = (slack, bench, new HttpMessageInvoker(_requests));

    public FakeSlack Slack { get; }

    public Bench Bench { get; }

    public static async Task<SlackBench> StartAsync(string? approvalChannel = Approvals)
    {
        var bench = new Bench();
        var slack = await FakeSlack.StartAsync(bench.Time);
        var made = new SlackBench(slack, bench);
        bench.Settings.Cached[ParameterNames.Slack] = new JsonObject
        {
            ["app_id"] = "A0OPSAGENT", ["team_ids"] = new JsonArray(Team), ["approval_channel"] = approvalChannel, ["console_url"] = "https://ops.example.com/console/",
        }.ToJsonString();
        bench.Settings.Cached[ParameterNames.SlackBotToken] = FakeSlack.BotToken;
        bench.Settings.Cached[ParameterNames.People] = $"slack:{Team}:{Engineer}={Users.Engineer},slack:{Team}:{Lead}={Users.Lead}";
        bench.Slack = new SlackApi(bench.Settings, made._http, bench.Time, slack.Api);
        bench.Change = ports => ports with { ProposalsFunction = () => new TrustingProposals(bench) };
        return made;
    }

    /// <summary>The approvals table's stream tells of these, in one event for each.</summary>
    public async Task ChangeAsync(params IEnumerable<Proposal> proposals)
    {
        foreach (var proposal in proposals)
        {
            await InvokeAsync(DynamoProposalChanges.EventOf(proposal));
        }
    }

    /// <summary>The clock moves while it waits, but for Slack, which answers in no time.</summary>
    public async Task<JsonElement> InvokeAsync(JsonNode input)
    {
        var running = Bench.InvokeAsync(FunctionNames.ChatWorker, input);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(2));
            if (_requests.UnderWay == 0)
            {
                Bench.Time.Advance(TimeSpan.FromMilliseconds(50));
            }
        }

        return await running;
    }

    public JsonObject Command(string user, string text, string channel = Incidents) => Job(user, string.Join('&', new Dictionary<string, string>
    {
        ["team_id"] = Team,
        ["user_id"] = user,
        ["channel_id"] = channel,
        ["api_app_id"] = "A0OPSAGENT",
        ["command"] = "/opsagent",
        ["text"] = text,
        ["response_url"] = Slack.AnswerAddress(channel, user),
        ["trigger_id"] = Next(),
    }.Select(f => $"{f.Key}={HttpUtility.UrlEncode(f.Value)}")));

    public JsonObject Mention(string user, string text, string? thread = null) => Event(user, new JsonObject
    {
        ["type"] = "app_mention", ["text"] = $"<@{Bot}> {text}", ["channel"] = Incidents, ["ts"] = $"1773478800.{Next()}", ["thread_ts"] = thread,
    });

    public JsonObject DirectMessage(string user, string text, string? thread = null) => Event(user, new JsonObject
    {
        ["type"] = "message", ["channel_type"] = "im", ["text"] = text, ["channel"] = Direct, ["ts"] = $"1773478800.{Next()}", ["thread_ts"] = thread,
    });

    public JsonObject Event(string user, JsonObject sent)
    {
        sent["user"] = user;
        sent["team"] = Team;
        return Job(user, new JsonObject
        {
            ["type"] = "event_callback",
            ["team_id"] = Team,
            ["api_app_id"] = "A0OPSAGENT",
            ["event_id"] = $"Ev{Next()}",
            ["event_time"] = Bench.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["authorizations"] = new JsonArray(new JsonObject { ["team_id"] = Team, ["user_id"] = Bot, ["is_bot"] = true }),
            ["event"] = sent,
        }.ToJsonString());
    }

    /// <summary>Presses a button of a message that is there.</summary>
    public JsonObject Press(string user, FakeSlackMessage message, string actionId)
    {
        var button = Buttons(message).Single(b => b["action_id"]!.GetValue<string>() == actionId);
        var payload = new JsonObject
        {
            ["type"] = "block_actions",
            ["api_app_id"] = "A0OPSAGENT",
            ["team"] = new JsonObject { ["id"] = Team },
            ["user"] = new JsonObject { ["id"] = user, ["team_id"] = Team },
            ["channel"] = new JsonObject { ["id"] = message.Channel },
            ["container"] = new JsonObject
            {
                ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel, ["is_ephemeral"] = message.OnlyFor is not null, ["thread_ts"] = message.Thread,
            },
            ["trigger_id"] = Next(),
            ["response_url"] = Slack.AnswerAddress(message.Channel, user, message),
            ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = actionId, ["value"] = button["value"]!.GetValue<string>(), ["action_ts"] = Next() }),
        };
        return Job(user, $"payload={HttpUtility.UrlEncode(payload.ToJsonString())}");
    }

    public static IEnumerable<JsonObject> Buttons(FakeSlackMessage message) =>
        message.Content["blocks"]!.AsArray().Where(b => b!["type"]!.GetValue<string>() == "actions").SelectMany(b => b!["elements"]!.AsArray()).Select(e => e!.AsObject());

    public static IEnumerable<string> Actions(FakeSlackMessage message) => Buttons(message).Select(b => b["action_id"]!.GetValue<string>());

    /// <summary>All that a person reads in a message.</summary>
    public static string Read(FakeSlackMessage message)
    {
        var text = new StringBuilder();
        foreach (var block in message.Content["blocks"]!.AsArray())
        {
            IEnumerable<JsonNode?> parts = [block!["text"], .. block["fields"]?.AsArray() ?? [], .. (block["elements"]?.AsArray() ?? []).Select(e => e!["text"] is JsonObject inner ? inner : e)];
            text.AppendJoin('\n', parts.OfType<JsonObject>().Select(p => p["text"]!.GetValue<string>())).Append('\n');
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _requests.Dispose();
        await Slack.DisposeAsync();
    }

    private JsonObject Job(string user, string body) => (JsonObject)JsonSerializer.SerializeToNode(
        new ChatJob($"slack:{Team}:{user}", new SignedRequest(RequestSource.Slack, body, "v0=a-signature", Bench.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))),
        ChatJobJson.Default.ChatJob)!;

    private string Next() => Interlocked.Increment(ref _number).ToString("d6", CultureInfo.InvariantCulture);

    /// <summary>Proposals, for whom the signature holds: who signed is who Slack says.</summary>
    private sealed class TrustingProposals(Bench bench) : IProposalsFunction
    {
        public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken)
        {
            var sent = JsonSerializer.Deserialize(proxyEvent.Span, EventsJson.Default.APIGatewayProxyRequest)!;
            var signed = JsonNode.Parse(Convert.FromBase64String(sent.Headers["X-OpsAgent-Signed-Request"]))!["body"]!.GetValue<string>();
            sent.Headers.Remove("X-OpsAgent-Signed-Request");
            sent.Headers["X-API-Key"] = Bench.ApiKey;
            sent.Headers["X-OpsAgent-User"] = (signed.Contains(Lead, StringComparison.Ordinal) ? Users.Lead : Users.Engineer).Value;
            return new InvokedProposals(bench).InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(sent, EventsJson.Default.APIGatewayProxyRequest), cancellationToken);
        }
    }

    private sealed class CountedRequests() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _underWay;

        public int UnderWay => Volatile.Read(ref _underWay);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _underWay);
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                return response;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }
}
