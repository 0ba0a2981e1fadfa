using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Mcp;

/// <summary>A client of one revision that writes each message and each header itself.</summary>
internal sealed class RawClient(Bench bench, string revision = McpRevision.Stateless)
{
    private const string Meta = "io.modelcontextprotocol/";

    private int _ids;

    public UserId User { get; init; } = Users.Engineer;

    /// <summary>What the client can, as each request of the stateless revision says.</summary>
    public JsonObject Capabilities { get; init; } = [];

    public static JsonObject WithTasks => new() { ["extensions"] = new JsonObject { [McpTasks.Extension] = new JsonObject() } };

    public static IReadOnlyList<string> Lists { get; } = ["tools/list", "resources/list", "resources/templates/list", "prompts/list"];

    /// <returns>The event of a request, to be changed before it is sent.</returns>
    public JsonObject Event(string method, JsonObject? parameters = null)
    {
        var given = parameters ?? [];
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_ids, ["method"] = method, ["params"] = given };
        if (revision == McpRevision.Stateless)
        {
            given["_meta"] = new JsonObject
            {
                [$"{Meta}protocolVersion"] = revision,
                [$"{Meta}clientInfo"] = new JsonObject { ["name"] = "raw", ["version"] = "1" },
                [$"{Meta}clientCapabilities"] = Capabilities.DeepClone(),
            };
        }

        var sent = Events.Post("/mcp", message).With("Accept", "application/json, text/event-stream").With("X-OpsAgent-User", User.Value).With("Host", "api.example.com");
        sent["requestContext"]!["requestId"] = $"request-{revision}-{_ids}";
        if (method != McpRequest.Initialize)
        {
            sent.With(McpRequest.VersionHeader, revision);
        }

        if (revision == McpRevision.Stateless)
        {
            sent.With(McpRequest.MethodHeader, method);
            if ((given["name"] ?? given["uri"] ?? given["taskId"]) is JsonValue name && name.TryGetValue(out string? text))
            {
                sent.With(McpRequest.NameHeader, text);
            }
        }

        return sent;
    }

    public async Task<Reply> SendAsync(JsonObject sent) => new(await bench.PassTimeAsync(bench.InvokeAsync("Mcp", sent)));

    public Task<Reply> AskAsync(string method, JsonObject? parameters = null) => SendAsync(Event(method, parameters));

    public Task<Reply> CallAsync(string tool, JsonObject? arguments = null) => AskAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments ?? [] });

    /// <summary>Drafts a reboot and proposes what the draft showed.</summary>
    public async Task<Reply> ProposeRebootAsync(string instance = Instances.WebId)
    {
        var parameters = new JsonObject { ["instance_id"] = instance, ["reason"] = "The application hangs since 08:50." };
        var draft = await CallAsync("draft", Change(parameters));
        Assert.False(draft.IsError, draft.Raw);
        return await CallAsync("propose", Change(parameters, draft.Data["plan_hash"]!.GetValue<string>()));
    }

    public static JsonObject Change(JsonObject parameters, string? planHash = null)
    {
        var change = new JsonObject { ["operation"] = "reboot_ec2", ["parameters"] = parameters.DeepClone() };
        if (planHash is not null)
        {
            change["plan_hash"] = planHash;
        }

        return change;
    }

    /// <summary>What came back, as HTTP and as JSON-RPC.</summary>
    internal sealed class Reply(JsonElement response)
    {
        public string Raw { get; } = response.GetRawText();

        public int Status { get; } = response.GetProperty("statusCode").GetInt32();

        public string? Header(string name) => response.GetProperty("headers").TryGetProperty(name, out var value) ? value.GetString() : null;

        public string Text { get; } = response.GetProperty("body").GetString()!;

        public JsonObject Message => JsonNode.Parse(Text)!.AsObject();

        public JsonObject Result => Message["result"]?.AsObject() ?? throw new InvalidOperationException(Raw);

        public int Code => Message["error"]!["code"]!.GetValue<int>();

        public bool IsError => Result["isError"]?.GetValue<bool>() ?? false;

        public JsonObject Data => Result["structuredContent"]!.AsObject();

        public string? Refused => Data["error"]?["code"]?.GetValue<string>();

        public string Words => Result["content"]![0]!["text"]!.GetValue<string>();
    }
}
