using System.Text.Json.Nodes;

using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Mcp;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Mcp;

/// <summary>What the tools, resources and prompts do, by all revisions alike.</summary>
public sealed class ToolsTests
{
    private const string NoProposal = "01kkng00000000000000000999";

    private readonly Bench bench = new();

    public static TheoryData<string> Revisions => [.. McpRevision.All];

    [Fact]
    public async Task List_HasEveryOperation_AndNothingThatDecides()
    {
        var tools = (await new RawClient(bench).AskAsync("tools/list")).Result["tools"]!.AsArray().Select(t => t!.AsObject()).ToList();

        Assert.Equal(
            [
                .. OperationCatalog.Default.Operations.OfType<DiagnosticOperation>().Select(o => o.Name),
                "draft", "propose", "list_proposals", "get_proposal", "wait_for_proposal", "list_incidents", "create_incident_record", "post_summary_to_channel",
            ],
            tools.Select(t => (string)t["name"]!));
        Assert.InRange(tools.Count, 1, 100);
        Assert.All(tools, t =>
        {
            Assert.Equal("object", (string?)t["inputSchema"]!["type"]);
            Assert.IsType<JsonArray>(t["inputSchema"]!["required"]);
            Assert.False((bool)t["inputSchema"]!["additionalProperties"]!);
            Assert.False((bool)t["annotations"]!["destructiveHint"]!);
            Assert.NotEmpty((string)t["description"]!);
        });
        Assert.Equal(
            ["propose", "create_incident_record", "post_summary_to_channel"], tools.Where(t => !(bool)t["annotations"]!["readOnlyHint"]!).Select(t => (string)t["name"]!));
        Assert.Equal(["post_summary_to_channel"], tools.Where(t => (bool)t["annotations"]!["openWorldHint"]!).Select(t => (string)t["name"]!));
    }

    [Theory]
    [MemberData(nameof(Revisions))]
    public async Task Call_OfEveryTool_AnswersWordsAndTheSameAsData(string revision)
    {
        Machine.Behind(bench);
        var client = new RawClient(bench, revision);
        var proposed = await client.ProposeRebootAsync();
        var id = (string)proposed.Data["proposal_id"]!;
        Dictionary<string, JsonObject> arguments = new()
        {
            ["get_ec2_status"] = new() { ["instance_id"] = Instances.WebId },
            ["get_cloudwatch_metrics"] = new() { ["resource"] = Instances.WebId, ["metric"] = "CPUUtilization" },
            ["describe_alb_target_health"] = new() { ["alb_name"] = "web" },
            ["search_cloudtrail_events"] = new() { ["event_name"] = "RebootInstances" },
            ["get_overview"] = [],
            ["draft"] = RawClient.Change(new JsonObject { ["instance_id"] = Instances.Numbered(2).Id, ["reason"] = "The application hangs." }),
            ["propose"] = RawClient.Change(new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs since 08:50." }, (string)proposed.Data["plan_hash"]!),
            ["list_proposals"] = [],
            ["get_proposal"] = new() { ["proposal_id"] = id },
            ["wait_for_proposal"] = new() { ["proposal_id"] = id },
            ["list_incidents"] = [],
            ["create_incident_record"] = new() { ["summary"] = "The shop was slow.", ["severity"] = "low", ["proposal_id"] = id },
            ["post_summary_to_channel"] = new() { ["text"] = "All is well.", ["channel"] = "ops" },
        };

        foreach (var tool in (await client.AskAsync("tools/list")).Result["tools"]!.AsArray().Select(t => (string)t!["name"]!))
        {
            var reply = await client.CallAsync(tool, arguments[tool]);

            Assert.Equal(200, reply.Status);
            Assert.NotEmpty(reply.Words);
            // The target of the second proposal is that of the first, and the bench has neither load balancers nor metrics.
            Assert.Equal(tool switch { "propose" => "RESOURCE_BUSY", "describe_alb_target_health" or "get_cloudwatch_metrics" => "RESOURCE_NOT_FOUND", _ => null }, reply.Refused);
            Assert.True(JsonNode.DeepEquals(reply.Data, JsonNode.Parse((string)reply.Result["content"]![1]!["text"]!)), tool);
            Assert.DoesNotContain("approve-", reply.Raw, StringComparison.Ordinal);
            Assert.DoesNotContain("approval_token", reply.Raw, StringComparison.Ordinal);
            Assert.DoesNotContain(Bench.TaskToken, reply.Raw, StringComparison.Ordinal);
        }

        Assert.Equal("pending", (string?)(await client.CallAsync("get_proposal", new JsonObject { ["proposal_id"] = id })).Data["status"]);
        Assert.Single(bench.Channels.Posts);
    }

    [Fact]
    public async Task Propose_ByMcp_IsOfAProgram_AndSaysWhereItCameFrom()
    {
        Machine.Behind(bench);
        var proposed = await new RawClient(bench).ProposeRebootAsync();

        var proposal = await bench.ReadAsync(ProposalId.TryParse((string)proposed.Data["proposal_id"]!)!.Value);

        Assert.Equal((Users.Engineer, RequestSource.Mcp, false), (proposal.Requester.UserId, proposal.Requester.Source, proposal.Requester.InPerson));
        Assert.Equal("pending", (string?)proposed.Data["status"]);
        Assert.Empty(proposed.Data["decisions"]!.AsArray());
        Assert.Contains(bench.Lines, l => l.Contains("\"channel\":\"mcp\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Propose_OfAnotherPlan_ProposesNothing()
    {
        Machine.Behind(bench);
        var client = new RawClient(bench);
        var change = RawClient.Change(new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs." }, new string('0', 64));

        var stale = await client.CallAsync("propose", change);
        var unread = await client.CallAsync("propose", RawClient.Change(new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs." }));

        Assert.Equal("PLAN_CHANGED", stale.Refused);
        Assert.Equal("VALIDATION_ERROR", unread.Refused);
        Assert.DoesNotContain(bench.Workflow.Calls, c => c.Method == "Start");
    }

    [Fact]
    public async Task Propose_UnderTheSameKey_IsOneProposal()
    {
        Machine.Behind(bench);
        var client = new RawClient(bench);
        var parameters = new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs." };
        var change = RawClient.Change(parameters, (string)(await client.CallAsync("draft", RawClient.Change(parameters))).Data["plan_hash"]!);
        change["idempotency_key"] = "incident-7";

        var (first, second) = (await client.CallAsync("propose", change.DeepClone().AsObject()), await client.CallAsync("propose", change.DeepClone().AsObject()));

        Assert.Equal((string)first.Data["proposal_id"]!, (string)second.Data["proposal_id"]!);
        change["idempotency_key"] = "with space";
        Assert.Equal("VALIDATION_ERROR", (await client.CallAsync("propose", change)).Refused);
    }

    [Theory]
    [InlineData("get_ec2_status", "user_id")]
    [InlineData("get_ec2_status", "user_context")]
    [InlineData("draft", "user_id")]
    [InlineData("propose", "user_id")]
    [InlineData("list_proposals", "user_id")]
    [InlineData("wait_for_proposal", "user_id")]
    [InlineData("list_incidents", "user_id")]
    [InlineData("create_incident_record", "user_id")]
    public async Task Call_ThatNamesAUserInItsArguments_IsRefused(string tool, string member)
    {
        var reply = await new RawClient(bench).CallAsync(tool, new JsonObject { [member] = Users.Lead.Value });

        Assert.True(reply.IsError);
        Assert.Equal("VALIDATION_ERROR", reply.Refused);
        Assert.Equal(member, (string?)reply.Data["error"]!["details"]!["field"]);
    }

    [Fact]
    public async Task Call_OfWhatIsNotThere_SaysWhatIs()
    {
        var client = new RawClient(bench);

        Assert.Equal((200, McpError.InvalidParams), ((await client.CallAsync("approve_action")) is var unknown ? (unknown.Status, unknown.Code) : default));
        Assert.Contains("propose", unknown.Text, StringComparison.Ordinal);
        Assert.Equal(McpError.InvalidParams, (await client.AskAsync("tools/call", new JsonObject { ["name"] = "get_overview", ["arguments"] = "x" })).Code);
        Assert.Equal("RESOURCE_NOT_FOUND", (await client.CallAsync("get_proposal", new JsonObject { ["proposal_id"] = NoProposal })).Refused);
        Assert.Equal("UNKNOWN_OPERATION", (await client.CallAsync("draft", new JsonObject { ["operation"] = "approve_action", ["parameters"] = new JsonObject() })).Refused);
        Assert.Equal("ROLE_REQUIRED", (await new RawClient(bench) { User = Users.Viewer }.CallAsync("create_incident_record", new JsonObject { ["summary"] = "The shop was slow.", ["severity"] = "low" })).Refused);
    }

    [Fact]
    public async Task Wait_WithTasks_IsATaskUntilTheChangeIsVerified()
    {
        Machine.Behind(bench);
        var client = new RawClient(bench) { Capabilities = RawClient.WithTasks };
        var proposed = await client.ProposeRebootAsync();
        var id = (string)proposed.Data["proposal_id"]!;

        var created = await client.CallAsync("wait_for_proposal", new JsonObject { ["proposal_id"] = id });
        Assert.Equal(("task", id, "working", 5000), ((string)created.Result["resultType"]!, (string)created.Result["taskId"]!, (string)created.Result["status"]!, (int)created.Result["pollIntervalMs"]!));
        Assert.True(created.Result.ContainsKey("ttlMs"));
        var working = await client.AskAsync("tasks/get", new JsonObject { ["taskId"] = id });
        Assert.Equal(("complete", "working"), ((string)working.Result["resultType"]!, (string)working.Result["status"]!));
        Assert.Equal("complete", (string?)(await client.AskAsync("tasks/cancel", new JsonObject { ["taskId"] = id })).Result["resultType"]);
        Assert.Equal("complete", (string?)(await client.AskAsync("tasks/update", new JsonObject { ["taskId"] = id, ["inputResponses"] = new JsonObject() })).Result["resultType"]);

        Assert.Equal(200, (await bench.SendAsync(Events.Post("/operations/approve", Events.Envelope("approve_action", Reference(proposed), Users.Lead)))).Status);
        var ended = await client.AskAsync("tasks/get", new JsonObject { ["taskId"] = id });

        Assert.Equal(("complete", "completed"), ((string)ended.Result["resultType"]!, (string)ended.Result["status"]!));
        Assert.Equal("completed", (string?)ended.Result["result"]!["structuredContent"]!["status"]);
        Assert.True((bool)ended.Result["result"]!["structuredContent"]!["verification"]!["verified"]!);
        Assert.Contains("verified", (string)ended.Result["result"]!["content"]![0]!["text"]!, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("complete", (string?)(await client.CallAsync("wait_for_proposal", new JsonObject { ["proposal_id"] = id })).Result["resultType"]);
    }

    [Fact]
    public async Task Wait_WithoutTasks_SaysHowItStandsAndToAskAgain()
    {
        Machine.Behind(bench);
        foreach (var revision in McpRevision.All)
        {
            var client = new RawClient(bench, revision);
            var proposed = await client.ProposeRebootAsync();
            var pending = await client.CallAsync("wait_for_proposal", new JsonObject { ["proposal_id"] = (string)proposed.Data["proposal_id"]! });
            Assert.Equal(("pending", false, 5), ((string)pending.Data["status"]!, (bool)pending.Data["ended"]!, (int)pending.Data["retry_after_seconds"]!));
            Assert.Contains("Ask again in 5 seconds", pending.Words, StringComparison.Ordinal);

            var denied = await bench.SendAsync(Events.Post("/operations/deny", Events.Envelope("deny_action", With(Reference(proposed), "Not now."), Users.Lead)));
            Assert.True(denied.Success, denied.Raw);
            var over = await client.CallAsync("wait_for_proposal", new JsonObject { ["proposal_id"] = (string)proposed.Data["proposal_id"]! });
            Assert.Equal(("denied", true), ((string)over.Data["status"]!, (bool)over.Data["ended"]!));
            Assert.False(over.Data.ContainsKey("retry_after_seconds"));
        }
    }

    [Fact]
    public async Task Tasks_OfAClientThatDoesNotSpeakThem_OrOfNoProposal_AreErrors()
    {
        var (silent, speaking) = (new RawClient(bench), new RawClient(bench) { Capabilities = RawClient.WithTasks });
        foreach (var method in new[] { "tasks/get", "tasks/update", "tasks/cancel" })
        {
            var unspoken = await silent.AskAsync(method, new JsonObject { ["taskId"] = NoProposal });
            Assert.Equal((400, McpError.MissingClientCapability), (unspoken.Status, unspoken.Code));
            Assert.NotNull(unspoken.Message["error"]!["data"]!["requiredCapabilities"]!["extensions"]![McpTasks.Extension]);
            Assert.Equal(McpError.InvalidParams, (await speaking.AskAsync(method, new JsonObject { ["taskId"] = NoProposal })).Code);
            Assert.Equal(McpError.InvalidParams, (await speaking.AskAsync(method, new JsonObject { ["taskId"] = "../secret" })).Code);
        }
    }

    [Fact]
    public async Task Wait_MoreOftenThanTheLimit_IsRateLimited()
    {
        var slow = new Bench { Agent = Bench.LocalAgent with { RequestsPerMinute = 5 }, Time = new FakeTimeProvider(Moments.Start) };
        var client = new RawClient(slow) { Capabilities = RawClient.WithTasks };
        var replies = new List<RawClient.Reply>();
        for (var i = 0; i < 6; i++)
        {
            replies.Add(await client.AskAsync("tasks/get", new JsonObject { ["taskId"] = NoProposal }));
        }

        Assert.Equal(429, replies[^1].Status);
        Assert.Equal("RATE_LIMITED", (string?)replies[^1].Message["error"]!["data"]!["code"]);
        Assert.NotNull(replies[^1].Header("Retry-After"));
    }

    [Theory]
    [MemberData(nameof(Revisions))]
    public async Task Resources_OfTheList_AreReadable(string revision)
    {
        Machine.Behind(bench);
        var client = new RawClient(bench, revision);
        var id = (string)(await client.ProposeRebootAsync()).Data["proposal_id"]!;
        var uris = (await client.AskAsync("resources/list")).Result["resources"]!.AsArray().Select(r => (string)r!["uri"]!).Append($"opsagent://proposals/{id}").Append("opsagent://proposals/").ToList();

        Assert.Contains("opsagent://runbooks/incident-walk", uris);
        foreach (var uri in uris)
        {
            var content = (await client.AskAsync("resources/read", new JsonObject { ["uri"] = uri })).Result["contents"]!.AsArray().Single()!;
            Assert.Equal(uri, (string)content["uri"]!);
            Assert.True(((string)content["text"]!).Length > 50, uri);
            Assert.DoesNotContain("approve-", (string)content["text"]!.ToString().Replace("approve-them", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        }

        var missing = revision == McpRevision.Stateless ? McpError.InvalidParams : McpError.ResourceNotFound;
        foreach (var uri in new[] { $"opsagent://proposals/{NoProposal}", "opsagent://proposals/x", "opsagent://runbooks/../../etc/passwd", "file:///etc/passwd", "opsagent://runbooks/" })
        {
            Assert.Equal(missing, (await client.AskAsync("resources/read", new JsonObject { ["uri"] = uri })).Code);
        }
    }

    [Fact]
    public async Task Prompts_NameToolsThatThereAre_AndAskForWhatTheyNeed()
    {
        var client = new RawClient(bench);
        var tools = (await client.AskAsync("tools/list")).Result["tools"]!.AsArray().Select(t => (string)t!["name"]!).ToHashSet();
        var prompts = (await client.AskAsync("prompts/list")).Result["prompts"]!.AsArray().Select(p => p!.AsObject()).ToList();

        Assert.Equal(["daily_health_check", "first_look_at_incident", "weekly_access_review", "close_incident"], prompts.Select(p => (string)p["name"]!));
        foreach (var prompt in prompts)
        {
            var arguments = new JsonObject(prompt["arguments"]!.AsArray().Select(a => KeyValuePair.Create((string)a!["name"]!, (JsonNode?)"the shop is slow")));
            var got = await client.AskAsync("prompts/get", new JsonObject { ["name"] = (string)prompt["name"]!, ["arguments"] = arguments });
            var words = (string)got.Result["messages"]![0]!["content"]!["text"]!;
            var named = words.Split([' ', '\n', ',', '.', ':', ';'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Contains('_', StringComparison.Ordinal)).Except(["start_time", "event_name", "event_source", "alarm_name"]).ToList();
            Assert.NotEmpty(named);
            Assert.Empty(named.Except(tools));
            if (arguments.Count > 0)
            {
                Assert.Contains("the shop is slow", words, StringComparison.Ordinal);
                Assert.Equal(McpError.InvalidParams, (await client.AskAsync("prompts/get", new JsonObject { ["name"] = (string)prompt["name"]! })).Code);
            }
        }

        Assert.Equal(McpError.InvalidParams, (await client.AskAsync("prompts/get", new JsonObject { ["name"] = "approve" })).Code);
    }

    [Fact]
    public async Task Incidents_WhereWritesAreReal_TakeAVerifiedIdentity()
    {
        var live = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive } };

        Assert.Equal("VERIFIED_IDENTITY_REQUIRED", (await new RawClient(live).CallAsync("list_incidents")).Refused);
    }

    private static JsonObject Reference(RawClient.Reply proposed) => new()
    {
        ["proposal_id"] = (string)proposed.Data["proposal_id"]!,
        ["plan_hash"] = (string)proposed.Data["plan_hash"]!,
    };

    private static JsonObject With(JsonObject reference, string reason)
    {
        reference["reason"] = reason;
        return reference;
    }
}
