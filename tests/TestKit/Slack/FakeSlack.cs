using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsAgent.TestKit.Slack;

/// <summary>One message as Slack shows it now.</summary>
/// <param name="OnlyFor">The user who alone sees it, or null.</param>
public sealed record FakeSlackMessage(string Channel, string Ts, string? Thread, string? OnlyFor, JsonObject Content, bool IsEdited = false);

/// <summary>
/// Slack on 127.0.0.1: its Web API as far as it is used here and its response URLs. Keeps what is to be seen now; refuses what
/// Slack refuses: unknown tokens and channels, blocks beyond the limits, more than a message a second where it is told to.
/// </summary>
public sealed class FakeSlack : IAsyncDisposable
{
    public const string BotToken = "xoxb-1111-2222-token-of-the-tests";
    public const int ResponseUrlUses = 5;

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<FakeSlackMessage> _messages = [];
    private readonly ConcurrentQueue<(string Method, JsonObject Body)> _calls = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _faults = new();
    private readonly Dictionary<string, int> _used = [];
    private readonly Dictionary<string, DateTimeOffset> _lastPosts = [];
    private int _number;

    private FakeSlack(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public Uri Url { get; private set; } = null!;

    /// <summary>The address of the Web API's methods.</summary>
    public Uri Api => new(Url, "/api/");

    public HashSet<string> Channels { get; } = ["C0APPROVALS", "C0INCIDENTS", "D0ENGINEER"];

    /// <summary>Whether a channel takes one message a second, as Slack promises no more.</summary>
    public bool LimitsRates { get; set; }

    /// <summary>What is awaited before a call is carried out; null for nothing.</summary>
    public Func<string, JsonObject, Task>? Before { get; set; }

    public IReadOnlyList<(string Method, JsonObject Body)> Calls => [.. _calls];

    /// <summary>What is to be seen, oldest first.</summary>
    public IReadOnlyList<FakeSlackMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    public static async Task<FakeSlack> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var slack = new FakeSlack(app, time ?? TimeProvider.System);
        app.Run(slack.HandleAsync);
        await app.StartAsync();
        slack.Url = new Uri(app.Urls.Single());
        return slack;
    }

    public IEnumerable<FakeSlackMessage> In(string channel, string? onlyFor = null) => Messages.Where(m => m.Channel == channel && m.OnlyFor == onlyFor);

    /// <summary>Somebody deletes a message.</summary>
    public void Delete(FakeSlackMessage message)
    {
        lock (_gate)
        {
            _messages.RemoveAll(m => m.Ts == message.Ts);
        }
    }

    /// <summary>The next calls of a method are answered so: an error of Slack's, or a status such as <c>503</c>.</summary>
    public void Fail(string method, params IEnumerable<string> errors)
    {
        foreach (var error in errors)
        {
            _faults.GetOrAdd(method, _ => []).Enqueue(error);
        }
    }

    /// <returns>Where an answer to something that a user did is sent.</returns>
    /// <param name="message">The message on which it was done, or null.</param>
    public string AnswerAddress(string channel, string user, FakeSlackMessage? message = null) =>
        new Uri(Url, $"/actions/{Interlocked.Increment(ref _number)}?channel={channel}&user={user}&ts={message?.Ts}").AbsoluteUri;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        var path = context.Request.Path.Value!;
        var method = path.StartsWith("/api/", StringComparison.Ordinal) ? path["/api/".Length..] : "response_url";
        _calls.Enqueue((method, body));
        await (Before?.Invoke(method, body) ?? Task.CompletedTask);
        if (_faults.TryGetValue(method, out var faults) && faults.TryDequeue(out var fault))
        {
            await (int.TryParse(fault, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? RefuseAsync(context, status) : WriteAsync(context, Error(fault)));
        }
        else if (method == "response_url")
        {
            await RespondAsync(context, path, body);
        }
        else if (context.Request.Headers.Authorization != $"Bearer {BotToken}")
        {
            await WriteAsync(context, Error("invalid_auth"));
        }
        else if (method is "chat.postMessage" && IsTooSoon(body["channel"]?.GetValue<string>() ?? string.Empty))
        {
            await RefuseAsync(context, 429);
        }
        else
        {
            await WriteAsync(context, Answer(method, body));
        }
    }

    private JsonObject Answer(string method, JsonObject body)
    {
        var channel = (body["channel"] ?? body["channel_id"])?.GetValue<string>() ?? string.Empty;
        if (method is not "views.open" && !Channels.Contains(channel))
        {
            return Error("channel_not_found");
        }

        lock (_gate)
        {
            switch (method)
            {
                case "chat.postMessage" or "chat.postEphemeral":
                    if (ProblemOf(body) is { } problem)
                    {
                        return Error(problem);
                    }

                    var onlyFor = method == "chat.postEphemeral" ? body["user"]!.GetValue<string>() : null;
                    var posted = Post(channel, body["thread_ts"]?.GetValue<string>(), onlyFor, body);
                    return new JsonObject { ["ok"] = true, ["channel"] = channel, ["ts"] = posted.Ts };
                case "chat.update":
                    var index = _messages.FindIndex(m => m.Channel == channel && m.Ts == body["ts"]?.GetValue<string>() && m.OnlyFor is null);
                    if (index < 0)
                    {
                        return Error("message_not_found");
                    }

                    if (ProblemOf(body) is { } wrong)
                    {
                        return Error(wrong);
                    }

                    _messages[index] = _messages[index] with { Content = body, IsEdited = true };
                    return new JsonObject { ["ok"] = true, ["channel"] = channel, ["ts"] = body["ts"]!.DeepClone() };
                case "assistant.threads.setSuggestedPrompts" or "views.open":
                    return new JsonObject { ["ok"] = true };
                default:
                    return Error("unknown_method");
            }
        }
    }

    private FakeSlackMessage Post(string channel, string? thread, string? onlyFor, JsonObject content)
    {
        var posted = new FakeSlackMessage(channel, string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow().ToUnixTimeSeconds()}.{Interlocked.Increment(ref _number):d6}"), thread, onlyFor, content);
        _messages.Add(posted);
        return posted;
    }

    private async Task RespondAsync(HttpContext context, string url, JsonObject body)
    {
        string? problem;
        lock (_gate)
        {
            var query = context.Request.Query;
            var count = _used[url] = _used.GetValueOrDefault(url) + 1;
            problem = count > ResponseUrlUses ? "used_url" : ProblemOf(body);
            var index = _messages.FindIndex(m => m.Ts == query["ts"]);
            if (problem is null && body["replace_original"]?.GetValue<bool>() is true && index >= 0)
            {
                _messages[index] = _messages[index] with { Content = body, IsEdited = true };
            }
            else if (problem is null)
            {
                Post(query["channel"]!, null, body["response_type"]?.GetValue<string>() == "in_channel" ? null : query["user"].ToString(), body);
            }
        }

        context.Response.StatusCode = problem is null ? 200 : 404;
        await context.Response.WriteAsync(problem ?? "ok");
    }

    private bool IsTooSoon(string channel)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (LimitsRates && _lastPosts.TryGetValue(channel, out var last) && now - last < TimeSpan.FromSeconds(1))
            {
                return true;
            }

            _lastPosts[channel] = now;
            return false;
        }
    }

    // https://docs.slack.dev/reference/block-kit/blocks
    private static string? ProblemOf(JsonObject body)
    {
        var blocks = body["blocks"]?.AsArray() ?? [];
        var texts = blocks.Select(b => b!["text"]).Concat(blocks.SelectMany(b => b!["elements"]?.AsArray() ?? []).Where(e => e!["text"] is JsonValue)).OfType<JsonObject>().Select(t => Length(t["text"]));
        var fields = blocks.Select(b => b!["fields"]).OfType<JsonArray>().ToList();
        var actions = blocks.Where(b => b!["type"]!.GetValue<string>() == "actions").Select(b => b!["elements"]!.AsArray()).ToList();
        return (body["text"] is null && blocks.Count == 0) ? "no_text"
            : Length(body["text"]) > 40_000 ? "msg_too_long"
            : blocks.Count > 50
            || texts.Any(length => length is 0 or > 3000)
            || fields.Any(f => f.Count is 0 or > 10 || f.Any(t => Length(t!["text"]) is 0 or > 2000))
            || actions.Any(a => a.Count is 0 or > 25 || a.Select(e => e!["action_id"]?.GetValue<string>()).Distinct().Count() != a.Count)
            || actions.SelectMany(a => a).Any(e => Length(e!["text"]!["text"]) is 0 or > 75 || Length(e["value"]) > 2000 || Length(e["url"]) > 3000) ? "invalid_blocks"
            : null;
    }

    private static int Length(JsonNode? text) => text is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>().Length : 0;

    private static JsonObject Error(string code) => new() { ["ok"] = false, ["error"] = code };

    private static Task WriteAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status == 429)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return context.Response.WriteAsync("{}");
    }
}
