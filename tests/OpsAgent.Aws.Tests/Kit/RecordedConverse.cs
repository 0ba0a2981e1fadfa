using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>
/// Bedrock's Converse, which moto lacks: says what was recorded, one answer for each request and the last one again and
/// again, and refuses the conversations that Bedrock refuses.
/// </summary>
internal sealed partial class RecordedConverse : IAsyncDisposable
{
    public const string ModelId = "global.amazon.nova-2-lite-v1:0";

    private readonly IReadOnlyList<WireAnswer> _answers;
    private readonly ConcurrentQueue<JsonObject> _requests = new();
    private readonly ConcurrentQueue<string> _models = new();
    private LoopbackAws _server = null!;

    private RecordedConverse(IReadOnlyList<WireAnswer> answers) => _answers = answers;

    public AwsClients Clients { get; private set; } = null!;

    public IReadOnlyList<JsonObject> Requests => [.. _requests];

    /// <summary>The model of each request.</summary>
    public IReadOnlyList<string> Models => [.. _models];

    public static async Task<RecordedConverse> StartAsync(params IReadOnlyList<WireAnswer> answers)
    {
        var converse = new RecordedConverse(answers);
        converse._server = await LoopbackAws.StartAsync(converse.AnswerAsync);
        converse.Clients = converse._server.Clients(AwsTimeouts.Standard);
        return converse;
    }

    public static WireAnswer Says(string words) => new(200, Answer(new JsonArray(new JsonObject { ["text"] = words }), "end_turn"));

    public static WireAnswer Calls(params IEnumerable<(string Id, string Tool, JsonNode Input)> calls) => new(200, Answer(
        new JsonArray([.. calls.Select(c => (JsonNode)new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = c.Id, ["name"] = c.Tool, ["input"] = c.Input } })]), "tool_use"));

    public static WireAnswer Stops(string reason) => new(200, Answer(new JsonArray(new JsonObject { ["text"] = "half a sen" }), reason));

    public static WireAnswer Refuses(int status, string code, string sentence = "raw words of AWS") =>
        new(status, new JsonObject { ["__type"] = code, ["message"] = sentence }.ToJsonString());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Answer(JsonArray content, string stop) => new JsonObject
    {
        ["output"] = new JsonObject { ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content } },
        ["stopReason"] = stop,
        ["usage"] = new JsonObject { ["inputTokens"] = 800, ["outputTokens"] = 40, ["totalTokens"] = 840 },
        ["metrics"] = new JsonObject { ["latencyMs"] = 731 },
    }.ToJsonString();

    private async Task AnswerAsync(HttpContext context, LoopbackCall call)
    {
        Assert.Equal(("converse", "bedrock"), (call.Operation, call.Service));
        var request = JsonNode.Parse(Encoding.UTF8.GetString(call.Body))!.AsObject();
        _requests.Enqueue(request);
        _models.Enqueue(Uri.UnescapeDataString(context.Request.Path.Value!.Split('/')[2]));
        var answer = Fault(request) is { } fault ? Refuses(400, "ValidationException") with { Body = fault } : _answers[Math.Min(_requests.Count, _answers.Count) - 1];
        if (answer.Status is null)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.StatusCode = answer.Status!.Value;
        context.Response.ContentType = "application/json";
        if (answer.Status != 200 && JsonNode.Parse(answer.Body) is { } body)
        {
            context.Response.Headers["x-amzn-ErrorType"] = body["__type"]!.GetValue<string>();
        }

        await context.Response.WriteAsync(answer.Body);
    }

    // The rules that Bedrock refuses a conversation by.
    private static string? Fault(JsonObject request)
    {
        var messages = request["messages"]!.AsArray();
        var roles = messages.Select(m => m!["role"]!.GetValue<string>()).ToList();
        if (roles is not ["user", ..] || roles[^1] != "user" || roles.Zip(roles.Skip(1)).Any(p => p.First == p.Second) || messages.Any(m => m!["content"]!.AsArray().Count == 0))
        {
            return Refusal("roles must alternate");
        }

        var blocks = messages.SelectMany(m => m!["content"]!.AsArray()).ToList();
        if (blocks.Exists(b => b!["text"] is { } text && string.IsNullOrWhiteSpace(text.GetValue<string>())))
        {
            return Refusal("The text field in the ContentBlock object is blank.");
        }

        if (blocks.Exists(b => b!["toolUse"] is { } use && !ToolName().IsMatch(use["name"]!.GetValue<string>())))
        {
            return Refusal("toolUse.name");
        }

        for (var i = 0; i < messages.Count; i++)
        {
            var asked = Ids(messages[i], "toolUse");
            var answered = i + 1 < messages.Count ? Ids(messages[i + 1], "toolResult") : [];
            if (asked.Count > 0 && !asked.Order().SequenceEqual(answered.Order()))
            {
                return Refusal("toolUse without toolResult");
            }
        }

        // A cache point stands where a tool may.
        var tools = request["toolConfig"]!["tools"]!.AsArray().Where(t => t!["cachePoint"] is null).ToList();
        return tools.Exists(t => !ToolName().IsMatch(t!["toolSpec"]!["name"]!.GetValue<string>()) || t["toolSpec"]!["inputSchema"]!["json"]!["type"]!.GetValue<string>() != "object")
            ? Refusal("a tool's name or schema")
            : null;
    }

    private static string Refusal(string what) => new JsonObject { ["__type"] = "ValidationException", ["message"] = what }.ToJsonString();

    private static List<string> Ids(JsonNode? message, string kind) =>
        [.. message!["content"]!.AsArray().Select(c => c![kind]?["toolUseId"]?.GetValue<string>()).OfType<string>()];

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();
}
