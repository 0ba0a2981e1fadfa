using System.Text;
using System.Text.Json.Nodes;

using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Tests.Kit;

namespace OpsAgent.Functions.Tests.Mcp;

/// <summary>The wire of each revision: handshake, headers, errors, statuses.</summary>
public sealed class RevisionTests
{
    private const string Meta = "io.modelcontextprotocol/";

    private readonly Bench bench = new();

    public static TheoryData<string> WithHandshake => [.. McpRevision.WithHandshake];

    public static TheoryData<string> All => [.. McpRevision.All];

    [Theory]
    [MemberData(nameof(WithHandshake))]
    public async Task Initialize_OfAKnownRevision_IsAnsweredInIt(string revision)
    {
        var reply = await new RawClient(bench, revision).AskAsync("initialize", Hello(revision));

        Assert.Equal((200, revision, "opsagent"), (reply.Status, (string?)reply.Result["protocolVersion"], (string?)reply.Result["serverInfo"]!["name"]));
        Assert.Equal(["tools", "resources", "prompts"], reply.Result["capabilities"]!.AsObject().Select(c => c.Key));
        Assert.Null(reply.Result["resultType"]);
        Assert.Null(reply.Header("Mcp-Session-Id"));
    }

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2099-01-01")]
    [InlineData("2026-07-28")]
    public async Task Initialize_OfAnotherRevision_OffersTheLastWithAHandshake(string asked)
    {
        var reply = await new RawClient(bench, McpRevision.LastWithHandshake).AskAsync("initialize", Hello(asked));

        Assert.Equal(McpRevision.LastWithHandshake, (string?)reply.Result["protocolVersion"]);
    }

    [Theory]
    [MemberData(nameof(WithHandshake))]
    public async Task Methods_OfTheOtherEra_AreNotFound(string revision)
    {
        var old = await new RawClient(bench, revision).AskAsync("server/discover");
        var oldTask = await new RawClient(bench, revision).AskAsync("tasks/get", new JsonObject { ["taskId"] = "x" });
        var ping = await new RawClient(bench, revision).AskAsync("ping");
        var stateless = new RawClient(bench);

        Assert.Equal((200, McpError.MethodNotFound), (old.Status, old.Code));
        Assert.Equal(McpError.MethodNotFound, oldTask.Code);
        Assert.Empty(ping.Result);
        Assert.Equal((404, McpError.MethodNotFound), await StatusAndCodeAsync(stateless, stateless.Event("initialize", Hello(McpRevision.Stateless)).With(McpRequest.VersionHeader, McpRevision.Stateless)));
        Assert.Equal((404, McpError.MethodNotFound), await StatusAndCodeAsync(stateless, stateless.Event("ping")));
    }

    [Fact]
    public async Task Discover_SaysWhatTheServerCan_AndWhoItIs()
    {
        var reply = await new RawClient(bench).AskAsync("server/discover");

        Assert.Equal("complete", (string?)reply.Result["resultType"]);
        Assert.Equal([McpRevision.Stateless], reply.Result["supportedVersions"]!.AsArray().Select(v => (string?)v));
        Assert.NotNull(reply.Result["capabilities"]!["extensions"]![McpTasks.Extension]);
        Assert.Equal("opsagent", (string?)reply.Result["_meta"]![$"{Meta}serverInfo"]!["name"]);
        Assert.Equal("private", (string?)reply.Result["cacheScope"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Lists_InEachRevision_HaveItsMembersAndNoOthers(string revision)
    {
        var client = new RawClient(bench, revision);
        foreach (var list in RawClient.Lists)
        {
            var reply = await client.AskAsync(list);
            Assert.Equal(200, reply.Status);
            Assert.Equal(revision == McpRevision.Stateless, reply.Result.ContainsKey("resultType"));
            Assert.Equal(revision == McpRevision.Stateless, reply.Result.ContainsKey("ttlMs"));
            Assert.Equal(McpError.InvalidParams, (await client.AskAsync(list, new JsonObject { ["cursor"] = "more" })).Code);
        }
    }

    [Theory]
    [InlineData("2099-01-01")]
    [InlineData("2025-03-26")]
    [InlineData("yesterday")]
    public async Task Request_OfAnUnknownRevision_IsToldTheKnownOnes(string revision)
    {
        var client = new RawClient(bench);
        var sent = client.Event("tools/list").With(McpRequest.VersionHeader, revision);

        var reply = await client.SendAsync(sent);

        Assert.Equal((400, McpError.UnsupportedRevision), (reply.Status, reply.Code));
        Assert.Equal(McpRevision.All, reply.Message["error"]!["data"]!["supported"]!.AsArray().Select(v => (string)v!));
        Assert.Equal(revision, (string?)reply.Message["error"]!["data"]!["requested"]);
        Assert.Equal(1, (int)reply.Message["id"]!);
    }

    [Theory]
    [InlineData(McpRequest.VersionHeader, null)]
    [InlineData(McpRequest.VersionHeader, "2025-11-25")]
    [InlineData(McpRequest.MethodHeader, null)]
    [InlineData(McpRequest.MethodHeader, "tools/list")]
    [InlineData(McpRequest.MethodHeader, "TOOLS/CALL")]
    [InlineData(McpRequest.NameHeader, null)]
    [InlineData(McpRequest.NameHeader, "get_overview")]
    [InlineData(McpRequest.NameHeader, "=?base64?////?=")]
    [InlineData(McpRequest.NameHeader, "=?base64?=")]
    public async Task Headers_ThatAreNotWhatTheBodySays_AreRefused(string header, string? value)
    {
        var client = new RawClient(bench);
        var sent = client.Event("tools/call", new JsonObject { ["name"] = "list_proposals" });
        sent = value is null ? sent.Without(header) : sent.With(header, value);

        Assert.Equal((400, McpError.HeaderMismatch), await StatusAndCodeAsync(client, sent));
    }

    [Fact]
    public async Task Name_InTheEncodedForm_IsDecodedBeforeItIsCompared()
    {
        var client = new RawClient(bench);
        var sent = client.Event("resources/read", new JsonObject { ["uri"] = "opsagent://proposals" })
            .With(McpRequest.NameHeader, $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes("opsagent://proposals"))}?=");

        Assert.NotNull((await client.SendAsync(sent)).Result["contents"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Notifications_AreAccepted_WithoutABody(string revision)
    {
        var client = new RawClient(bench, revision);
        var sent = client.Event("notifications/initialized");
        var message = JsonNode.Parse((string)sent["body"]!)!.AsObject();
        message.Remove("id");

        var reply = await client.SendAsync(sent.WithBody(message.ToJsonString()));

        Assert.Equal((202, string.Empty), (reply.Status, reply.Text));
        Assert.Null(reply.Header("Content-Type"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task OtherMethods_AreNotAllowed(string method)
    {
        var reply = await new RawClient(bench).SendAsync(Events.Event(method, "/mcp", null));

        Assert.Equal((405, "POST"), (reply.Status, reply.Header("Allow")));
    }

    [Theory]
    [InlineData("application/json", 406)]
    [InlineData("text/event-stream", 406)]
    [InlineData("text/html", 406)]
    [InlineData(null, 406)]
    [InlineData("application/json;q=1, text/event-stream;q=0.5", 200)]
    [InlineData("*/*", 200)]
    public async Task Accept_MustTakeBothForms(string? accept, int status)
    {
        var client = new RawClient(bench);
        var sent = client.Event("tools/list");

        var reply = await client.SendAsync(accept is null ? sent.Without("Accept") : sent.With("Accept", accept));

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 406, reply.Message.ContainsKey("error"));
    }

    [Theory]
    [InlineData("[]", 400, McpError.ParseError)]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", 400, McpError.ParseError)]
    [InlineData("{", 400, McpError.ParseError)]
    [InlineData("\"\"", 400, McpError.ParseError)]
    [InlineData("{\"id\":1,\"method\":\"ping\"}", 400, McpError.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}", 400, McpError.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", 400, McpError.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", 400, McpError.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", 400, McpError.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", 200, McpError.InvalidParams)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}", 400, McpError.ParseError)]
    public async Task Body_ThatIsNoMessage_IsAProtocolError(string body, int status, int code)
    {
        var client = new RawClient(bench, McpRevision.LastWithHandshake);

        Assert.Equal((status, code), await StatusAndCodeAsync(client, client.Event("ping").WithBody(body)));
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_OrOfAnotherType_IsRefusedAsSuch()
    {
        var client = new RawClient(bench);
        var large = client.Event("tools/call", new JsonObject { ["name"] = "list_proposals", ["arguments"] = new JsonObject { ["x"] = new string('x', 70_000) } });

        Assert.Equal((413, McpError.InvalidRequest), await StatusAndCodeAsync(client, large));
        Assert.Equal((415, McpError.InvalidRequest), await StatusAndCodeAsync(client, client.Event("tools/list").With("Content-Type", "text/plain")));
    }

    private static JsonObject Hello(string revision) => new()
    {
        ["protocolVersion"] = revision,
        ["capabilities"] = new JsonObject(),
        ["clientInfo"] = new JsonObject { ["name"] = "raw", ["version"] = "1" },
    };

    private static async Task<(int Status, int Code)> StatusAndCodeAsync(RawClient client, JsonObject sent)
    {
        var reply = await client.SendAsync(sent);
        return (reply.Status, reply.Code);
    }
}
