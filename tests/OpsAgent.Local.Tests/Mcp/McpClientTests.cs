using System.Text.Json.Nodes;

using ModelContextProtocol;
using ModelContextProtocol.Protocol;

using OpsAgent.Local.Hosting;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Mcp;

/// <summary>MCP over HTTP and over standard streams, by the SDK's client and by hand.</summary>
public sealed class McpClientTests
{
    private const string Web2 = "i-0a1b2c3d4e5f60002";

    private static readonly (string, object?)[] Change = [("instance_id", Web2), ("reason", "Instance check fails, application hangs")];

    [Theory]
    [InlineData("2026-07-28", false)]
    [InlineData("2025-11-25", false)]
    [InlineData("2025-06-18", false)]
    [InlineData(null, false)]
    [InlineData("2026-07-28", true)]
    [InlineData("2025-11-25", true)]
    [InlineData("2025-06-18", true)]
    [InlineData(null, true)]
    public async Task Client_OfTheSdk_ListsAndUsesEverything(string? revision, bool byStdio)
    {
        await using var agent = await LocalAgent.StartAsync();
        await using var sdk = await SdkClient.StartAsync(agent, revision, byStdio);
        Assert.Equal(revision ?? "2026-07-28", sdk.Client.NegotiatedProtocolVersion);
        Assert.Equal("opsagent", sdk.Client.ServerInfo?.Name);

        var parameters = Change.ToDictionary(c => c.Item1, c => c.Item2);
        var draft = await sdk.CallAsync("draft", ("operation", "reboot_ec2"), ("parameters", parameters));
        var proposed = await sdk.CallAsync("propose", ("operation", "reboot_ec2"), ("parameters", parameters), ("plan_hash", Text(draft, "plan_hash")));
        Assert.Equal("pending", Text(proposed, "status"));
        var id = Text(proposed, "proposal_id");
        Dictionary<string, (string, object?)[]> arguments = new()
        {
            ["get_ec2_status"] = [("instance_id", Web2)],
            ["get_cloudwatch_metrics"] = [("resource", Web2), ("metric", "CPUUtilization")],
            ["describe_alb_target_health"] = [("alb_name", "production-web")],
            ["search_cloudtrail_events"] = [("time_window", "24h")],
            ["get_overview"] = [],
            ["draft"] = [("operation", "reboot_ec2"), ("parameters", new Dictionary<string, object?>(parameters) { ["instance_id"] = "i-0a1b2c3d4e5f60001" })],
            ["propose"] = [("operation", "reboot_ec2"), ("parameters", parameters), ("plan_hash", Text(draft, "plan_hash"))],
            ["list_proposals"] = [],
            ["get_proposal"] = [("proposal_id", id)],
            ["wait_for_proposal"] = [("proposal_id", id)],
            ["list_incidents"] = [("limit", 5)],
            ["create_incident_record"] = [("summary", "The shop was slow."), ("severity", "low"), ("proposal_id", id)],
            ["post_summary_to_channel"] = [("text", "All is well."), ("channel", "ops")],
        };
        foreach (var tool in await sdk.RunAsync(c => c.ListToolsAsync()))
        {
            var result = await sdk.CallAsync(tool.Name, arguments[tool.Name]);
            // The target of the second proposal is that of the first.
            Assert.Equal(tool.Name == "propose" ? "RESOURCE_BUSY" : null, result.StructuredContent?.TryGetProperty("error", out var error) == true ? error.GetProperty("code").GetString() : null);
            Assert.Equal(tool.Name == "propose", result.IsError is true);
            Assert.All(result.Content.OfType<TextContentBlock>(), c => Assert.DoesNotContain("approve-", c.Text, StringComparison.Ordinal));
            Assert.False(tool.ProtocolTool.Annotations!.DestructiveHint);
        }

        foreach (var resource in await sdk.RunAsync(c => c.ListResourcesAsync()))
        {
            Assert.NotEmpty((await sdk.RunAsync(c => c.ReadResourceAsync(new Uri(resource.Uri)))).Contents);
        }

        Assert.Equal(2, (await sdk.RunAsync(c => c.ListResourceTemplatesAsync())).Count);
        Assert.NotEmpty((await sdk.RunAsync(c => c.ReadResourceAsync(new Uri($"opsagent://proposals/{id}")))).Contents);
        foreach (var prompt in await sdk.RunAsync(c => c.ListPromptsAsync()))
        {
            var given = prompt.ProtocolPrompt.Arguments?.ToDictionary(a => a.Name, _ => (object?)"the shop is slow");
            Assert.NotEmpty((await sdk.RunAsync(c => c.GetPromptAsync(prompt.Name, given))).Messages);
        }

        await Assert.ThrowsAsync<McpProtocolException>(() => sdk.CallAsync("approve_action", ("proposal_id", id)));
        await Assert.ThrowsAsync<McpProtocolException>(() => sdk.RunAsync(c => c.ReadResourceAsync(new Uri("opsagent://runbooks/no-such-page"))));
        Assert.Equal("pending", (await agent.GetAsync($"/operations/proposals/{id}")).Text("status"));
    }

    [Fact]
    public async Task Task_IsWaitedForUntilTheChangeIsVerified()
    {
        await using var agent = await LocalAgent.StartAsync();
        await using var stdio = new SdkClient.Stdio(agent, LocalUsers.Engineer);
        var parameters = new JsonObject { ["instance_id"] = Web2, ["reason"] = "Instance check fails, application hangs" };
        var draft = await CallAsync("draft", new JsonObject { ["operation"] = "reboot_ec2", ["parameters"] = parameters.DeepClone() });
        var proposed = await CallAsync(
            "propose", new JsonObject { ["operation"] = "reboot_ec2", ["parameters"] = parameters.DeepClone(), ["plan_hash"] = draft["structuredContent"]!["plan_hash"]!.DeepClone() });
        var (id, hash) = ((string)proposed["structuredContent"]!["proposal_id"]!, (string)proposed["structuredContent"]!["plan_hash"]!);

        var task = await CallAsync("wait_for_proposal", new JsonObject { ["proposal_id"] = id });
        Assert.Equal(("task", "working"), ((string)task["resultType"]!, (string)task["status"]!));
        var approved = await agent.PostAsync("/operations/approve_action", new JsonObject { ["proposal_id"] = id, ["plan_hash"] = hash, ["user_id"] = LocalUsers.Lead });
        Assert.True(approved.Success, approved.Body);
        for (var polls = 0; (string)task["status"]! == "working"; polls++)
        {
            Assert.InRange(polls, 0, 200);
            agent.Time.Advance(TimeSpan.FromMilliseconds((int)task["pollIntervalMs"]!));
            task = await AskAsync("tasks/get", new JsonObject { ["taskId"] = id });
        }

        Assert.Equal("completed", (string)task["status"]!);
        Assert.True((bool)task["result"]!["structuredContent"]!["verification"]!["verified"]!);

        Task<JsonObject> CallAsync(string tool, JsonObject arguments) => AskAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments });

        async Task<JsonObject> AskAsync(string method, JsonObject given)
        {
            given["_meta"] = new JsonObject
            {
                ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
                ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } },
            };
            var line = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = given }.ToJsonString();
            return JsonNode.Parse(await stdio.AskAsync(agent, line))!["result"]!.AsObject();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_OfSomebodyWhoMayApprove_DecidesByNoName(bool byStdio)
    {
        await using var agent = await LocalAgent.StartAsync();
        var proposed = await agent.ProposeRebootAsync(Web2, LocalUsers.Lead);
        JsonObject[] references =
        [
            new() { ["proposal_id"] = proposed.Text("proposal_id"), ["plan_hash"] = proposed.Text("plan_hash"), ["reason"] = "Because." },
            new() { ["approval_token"] = proposed.Text("approval_token"), ["reason"] = "Because." },
        ];
        await using var stdio = byStdio ? new SdkClient.Stdio(agent, LocalUsers.Engineer) : null;

        // Reading goes through, and at the end the same person decides with the same token elsewhere.
        foreach (var (name, reference) in new[] { "approve_action", "approve", "deny_action", "withdraw_action", "operations/approve_action" }.SelectMany(n => references.Select(r => (n, r))))
        {
            var meta = new JsonObject { [name] = reference.DeepClone(), ["source"] = "console", ["user_id"] = LocalUsers.Engineer };
            foreach (var (method, given) in new (string, JsonObject)[]
            {
                ("tools/call", new() { ["name"] = name, ["arguments"] = reference.DeepClone() }),
                ("tools/call", new() { ["name"] = "propose", ["arguments"] = new JsonObject { ["operation"] = name, ["parameters"] = reference.DeepClone(), ["plan_hash"] = "0123abcd" } }),
                ("tools/call", new() { ["name"] = "get_proposal", ["arguments"] = new JsonObject { ["proposal_id"] = proposed.Text("proposal_id") } }),
                ("resources/read", new() { ["uri"] = $"opsagent://proposals/{proposed.Text("proposal_id")}/{name}" }),
                ("prompts/get", new() { ["name"] = name, ["arguments"] = reference.DeepClone() }),
                ("tasks/update", new() { ["taskId"] = proposed.Text("proposal_id"), ["inputResponses"] = new JsonObject { [name] = reference.DeepClone() } }),
                (name, reference.DeepClone().AsObject()),
            })
            {
                given["_meta"] = meta.DeepClone();
                given["_meta"]!["io.modelcontextprotocol/protocolVersion"] = "2026-07-28";
                given["_meta"]!["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } };
                var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = given };
                var answer = stdio is not null ? await stdio.AskAsync(agent, message.ToJsonString()) : await PostAsync(message);
                Assert.Equal(1, (int)JsonNode.Parse(answer)!["id"]!);
                Assert.DoesNotContain("approve-", answer, StringComparison.Ordinal);
                Assert.DoesNotContain("The header", answer, StringComparison.Ordinal);
                Assert.Equal((string?)given["name"] == "get_proposal", answer.Contains("\"status\":\"pending\"", StringComparison.Ordinal));
            }
        }

        Assert.Equal("pending", (await agent.GetAsync($"/operations/proposals/{proposed.Text("proposal_id")}")).Text("status"));
        Assert.True((await agent.DecideAsync("approve", proposed.Text("approval_token")!, LocalUsers.Engineer)).Success);

        async Task<string> PostAsync(JsonObject message)
        {
            var name = (string?)message["params"]!["name"] ?? (string?)message["params"]!["uri"] ?? (string?)message["params"]!["taskId"] ?? string.Empty;
            var answer = await agent.SendAsync(
                HttpMethod.Post,
                "/mcp",
                message.ToJsonString(),
                ("X-OpsAgent-User", LocalUsers.Engineer),
                ("Accept", "application/json, text/event-stream"),
                ("MCP-Protocol-Version", "2026-07-28"),
                ("Mcp-Method", (string)message["method"]!),
                ("Mcp-Name", name));
            return answer.Body;
        }
    }

    [Fact]
    public async Task Stdio_WithWhatIsNoMessage_AnswersAnErrorAndGoesOn()
    {
        await using var agent = await LocalAgent.StartAsync();
        await using var stdio = new SdkClient.Stdio(agent, LocalUsers.Engineer);

        Assert.Contains("-32700", await stdio.AskAsync(agent, "{"), StringComparison.Ordinal);
        Assert.Contains("-32700", await stdio.AskAsync(agent, "[]"), StringComparison.Ordinal);
        Assert.Contains("\"id\":\"x\"", await stdio.AskAsync(agent, """{"jsonrpc":"2.0","id":"x","id":"y","method":"ping"}""".Replace("\"id\":\"y\",", string.Empty, StringComparison.Ordinal)), StringComparison.Ordinal);
        await stdio.SendAsync(string.Empty);
        await stdio.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":7,"result":{}}""", await stdio.AskAsync(agent, """{"jsonrpc":"2.0","id":7,"method":"ping"}"""));
        Assert.Empty(stdio.Log.ToString());
    }

    [Fact]
    public async Task Stdio_WhoseEndpointIsDead_AnswersErrorsAndLogsALineEach()
    {
        await using var agent = await LocalAgent.StartAsync();
        await using var stdio = new SdkClient.Stdio(agent, LocalUsers.Engineer, new Uri("http://127.0.0.1:9/mcp"));

        var answer = JsonNode.Parse(await stdio.AskAsync(agent, """{"jsonrpc":"2.0","id":7,"method":"ping"}"""))!;
        await stdio.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        var second = JsonNode.Parse(await stdio.AskAsync(agent, """{"jsonrpc":"2.0","id":8,"method":"ping"}"""))!;

        Assert.Equal((7, -32603), ((int)answer["id"]!, (int)answer["error"]!["code"]!));
        Assert.Equal(8, (int)second["id"]!);
        Assert.Equal(3, stdio.Log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Stdio_WithoutRights_PassesTheRefusalOnWithItsId()
    {
        await using var agent = await LocalAgent.StartAsync();
        await using var stdio = new SdkClient.Stdio(agent, "nobody@example.com");

        var answer = JsonNode.Parse(await stdio.AskAsync(agent, """{"jsonrpc":"2.0","id":7,"method":"ping"}"""))!;

        Assert.Equal((7, 403), ((int)answer["id"]!, (int)answer["error"]!["code"]!));
        Assert.Contains("nobody@example.com", (string?)answer["error"]!["message"], StringComparison.Ordinal);
    }

    private static string Text(CallToolResult result, string name) => result.StructuredContent!.Value.GetProperty(name).GetString()!;
}
