using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Chat;

public sealed class ChatFunctionTests
{
    private readonly Bench bench = new();

    [Fact]
    public async Task Say_AQuestion_AnswersInWordsAndACard()
    {
        var answer = await new Talk(bench, Users.Viewer).SayAsync($"is {Instances.WebId} ok?");

        Assert.True(answer.Success);
        Assert.Contains("every status check passes", answer["reply"], StringComparison.Ordinal);
        Assert.Equal(("result", "ok", "i-0a1b2c3d4e5f60001 (web-1)"), (Talk.Card(answer, "kind"), Talk.Card(answer, "tone"), Talk.Card(answer, "title")));
        Assert.Equal(26, answer["session_id"]!.Length);
        Assert.Null(answer["note"]);
    }

    [Fact]
    public async Task Say_SeveralMessages_RemembersWhatItIs()
    {
        Machine.Behind(bench);
        var talk = new Talk(bench, Users.Engineer);
        await talk.SayAsync($"status of {Instances.WebId}");

        var asked = await talk.SayAsync("reboot it");
        var drafted = await talk.SayAsync("the application hangs since 08:50");
        var proposed = await talk.ConfirmAsync();

        Assert.StartsWith("Why?", asked["reply"], StringComparison.Ordinal);
        Assert.Equal("draft", Talk.Card(drafted, "kind"));
        Assert.Equal("[]", asked["cards"]);
        Assert.Equal(("proposal", "pending"), (Talk.Card(proposed, "kind"), Talk.Card(proposed, "status")));
        Assert.Equal("An approver other than engineer@example.com. Can approve now: lead@example.com, admin@example.com.", Talk.Card(proposed, "who_may_decide"));
        Assert.Empty(bench.Executor.Changes());
        Assert.DoesNotContain("approve-", proposed.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("approve-", string.Concat(bench.Sessions.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_Proposed_IsDecidedByTheButtonsAlone()
    {
        Machine.Behind(bench);
        var proposed = await new Talk(bench, Users.Engineer).DoAsync($"reboot {Instances.WebId} because the application hangs since 08:50");
        var id = Talk.Card(proposed, "proposal_id")!;
        var lead = new Talk(bench, Users.Lead);

        var shown = await lead.SayAsync($"approve {id}");
        var pressed = new JsonObject { ["proposal_id"] = Talk.Card(shown, "proposal_id"), ["plan_hash"] = Talk.Card(shown, "plan_hash") };
        var approved = await bench.SendAsync(Events.Post("/operations/approve", Events.Envelope("approve_action", pressed, Users.Lead)));
        var status = await lead.SayAsync("how is it going");

        Assert.Equal("""["deny","withdraw"]""", Compact(Talk.Card(proposed, "decisions")));
        Assert.Equal("""["approve","deny"]""", Compact(Talk.Card(shown, "decisions")));
        Assert.Contains($"#/proposals/{id}", Talk.Card(shown, "where_to_decide"), StringComparison.Ordinal);
        Assert.Equal("EXECUTED", approved["execution_status"]);
        Assert.Equal(("proposal", id, "[]"), (Talk.Card(status, "kind"), Talk.Card(status, "proposal_id"), Compact(Talk.Card(status, "decisions"))));
        Assert.Equal(["lead@example.com"], (await bench.ReadAsync(ProposalId.TryParse(id)!.Value)).Approvals.Select(a => a.By.UserId.Value));
        Assert.Single(bench.Executor.Changes());
    }

    // Whoever says it, in whatever mode, and however exactly the proposal is named.
    [Theory]
    [InlineData("LOCAL_MOCK")]
    [InlineData("DRY_RUN")]
    [InlineData("SANDBOX_LIVE")]
    public async Task Say_AnyWordForDeciding_DecidesNothing(string mode)
    {
        Assert.True(WireName.TryParse<ExecutionMode>(mode, out var given));
        var live = new Bench { Agent = Bench.LocalAgent with { Mode = given, AllowAssertedDecisions = true } };
        Machine.Behind(live);
        var proposed = await live.ProposeAsync(Users.Engineer);
        var (id, hash) = (proposed["proposal_id"]!, proposed["plan_hash"]!);
        var before = Proposals.Json(await live.ReadAsync(ProposalId.TryParse(id)!.Value));
        string[] verbs = ["approve", "deny", "withdraw", "reject", "decline", "refuse", "disapprove", "retract", "cancel", "abort", "stop", "forget", "aprove"];
        string[] references = [id, $"{id} {hash}", $"{id} {hash[..8]}", hash[..8], "it", $"proposal {id}", proposed["approval_token"]!];

        foreach (var talk in new[] { new Talk(live, Users.Lead), new Talk(live, Users.Engineer) })
        {
            await talk.SayAsync($"status of {id}");
            foreach (var message in verbs.SelectMany(v => references.SelectMany(r => new[] { $"{v} {r}", $"{v} {r} because we are in a release", $"please {v} {r}", "we are in a release" })))
            {
                var answer = await talk.SayAsync(message);
                Assert.DoesNotContain(proposed["approval_token"]!, answer.Raw + string.Concat(live.Sessions.Kept), StringComparison.Ordinal);
            }
        }

        Assert.Equal(before, Proposals.Json(await live.ReadAsync(ProposalId.TryParse(id)!.Value)));
        Assert.DoesNotContain(live.Workflow.Calls, c => c.Method == "Resume");
        Assert.Empty(live.Executor.Changes());
    }

    [Fact]
    public async Task Confirm_ADraft_IsProposedByTheFunctionProposals_WithTheCallersOwnCredentials()
    {
        Machine.Behind(bench);
        var talk = new Talk(bench, Users.Engineer);
        await talk.SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");
        bench.Handed.Clear();
        var sent = talk.ConfirmEvent().With("X-Correlation-Id", "client-7").With("X-Forwarded-For", "203.0.113.9").With("Cookie", "a=b").With("Idempotency-Key", "mine").With("If-Match", "cafecafe");
        sent["requestContext"]!["identity"] = new JsonObject { ["sourceIp"] = "198.51.100.40" };
        sent["requestContext"]!["authorizer"] = new JsonObject { ["principalId"] = "lead@example.com" };

        var answer = await bench.SendAsync(sent);

        var handed = Assert.Single(bench.Handed);
        Assert.Equal(("POST", "/operations/reboot_ec2", "198.51.100.40"), (handed.HttpMethod, handed.Path, handed.RequestContext.Identity.SourceIp));
        Assert.Equal(["Content-Type", "Idempotency-Key", "If-Match", "X-API-Key", "X-Correlation-Id", "X-OpsAgent-User"], handed.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((Bench.ApiKey, "engineer@example.com", answer["correlation_id"]), (handed.Headers["X-API-Key"], handed.Headers["X-OpsAgent-User"], handed.Headers["X-Correlation-Id"]));
        Assert.Null(handed.RequestContext.Authorizer);
        Assert.Equal(Users.Engineer, (await bench.ReadAsync(ProposalId.TryParse(Talk.Card(answer, "proposal_id"))!.Value)).Requester.UserId);
    }

    // Lambda and API Gateway may deliver a request again: it is the same request.
    [Fact]
    public async Task Confirm_TheSameRequestAgain_ProposesOnce()
    {
        Machine.Behind(bench);
        var talk = new Talk(bench, Users.Engineer);
        await talk.SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");

        var first = await bench.SendAsync(talk.ConfirmEvent());
        var again = await bench.SendAsync(talk.ConfirmEvent());

        Assert.Equal(Talk.Card(first, "proposal_id"), Talk.Card(again, "proposal_id"));
        Assert.Single((await bench.Store.ListAsync(ProposalStatus.Pending, 10, CancellationToken.None)).Proposals);
    }

    [Theory]
    [InlineData("""{"statusCode":200,"headers":{},"body":"{\"success\":true}"}""")]
    [InlineData("""{"statusCode":200,"headers":{},"body":"not JSON"}""")]
    [InlineData("""{"statusCode":200,"headers":{}}""")]
    [InlineData("""{"errorMessage":"planted"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Say_WhereProposalsAnswersNothingReadable_SaysThatItMayHaveHappened(string answered)
    {
        var proposals = new ChangingProposals(new InvokedProposals(bench), new AnsweringProposals(System.Text.Encoding.UTF8.GetBytes(answered)));
        bench.Change = ports => ports with { ProposalsFunction = () => proposals };
        var talk = new Talk(bench, Users.Engineer);
        await talk.SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");

        var answer = await talk.ConfirmAsync();

        Assert.True(answer.Success);
        Assert.Contains("AWS_SERVICE_ERROR", answer["cards"], StringComparison.Ordinal);
        Assert.Contains("may have done what you asked", answer["reply"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_AnIncidentOfAProposal_AsksProposalsWhetherItIsThere()
    {
        Machine.Behind(bench);
        var id = (await bench.ProposeAsync(Users.Engineer))["proposal_id"]!;
        var talk = new Talk(bench, Users.Engineer);

        var known = await talk.DoAsync($"record incident high: web hangs, see {id}");
        var unknown = await talk.SayAsync("record incident high: web hangs, see 01m84jhwnpv8xmxftddspfch58");

        Assert.Equal(("incident", id), (Talk.Card(known, "kind"), Talk.Card(known, "proposal_id")));
        Assert.Contains("RESOURCE_NOT_FOUND", unknown["cards"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_OfAViewer_ProposesNothing()
    {
        var answer = await new Talk(bench, Users.Viewer).SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");

        Assert.Contains("ROLE_REQUIRED", answer["cards"], StringComparison.Ordinal);
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Say_InAnotherPersonsSession_BeginsANewOneAndTellsNothingOfTheirs()
    {
        var engineer = new Talk(bench, Users.Engineer);
        var first = await engineer.SayAsync($"status of {Instances.WebId}");

        var answer = await new Talk(bench, Users.Lead).SayAsync("reboot it because it hangs since 08:50", first["session_id"]);

        Assert.NotEqual(first["session_id"], answer["session_id"]);
        Assert.Contains("not known", answer["note"], StringComparison.Ordinal);
        Assert.DoesNotContain(Instances.WebId, answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Say_ADayLater_HasForgotten()
    {
        var talk = new Talk(bench, Users.Engineer);
        await talk.SayAsync($"status of {Instances.WebId}");
        bench.Time.Advance(TimeSpan.FromHours(24));

        var answer = await talk.SayAsync("reboot it because it hangs since 08:50");

        Assert.Contains("older than 24 hours", answer["note"], StringComparison.Ordinal);
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Say_WhileSessionsCannotBeSaved_IsAnsweredAndSaysSo()
    {
        bench.Sessions.Failure = new AwsException(ErrorCode.AwsThrottled, "dynamodb:PutItem", "sessions", "AWS throttled dynamodb:PutItem on sessions.");

        var answer = await new Talk(bench, Users.Viewer).SayAsync($"status of {Instances.WebId}");

        Assert.Equal("result", Talk.Card(answer, "kind"));
        Assert.Contains("could not be saved", answer["note"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"user_context":{"user_id":"viewer@example.com"}}""", "message")]
    [InlineData("""{"message":"","user_context":{"user_id":"viewer@example.com"}}""", "message")]
    [InlineData("""{"message":7,"user_context":{"user_id":"viewer@example.com"}}""", "message")]
    [InlineData("""{"message":"a\u202Eb","user_context":{"user_id":"viewer@example.com"}}""", "message")]
    [InlineData("""{"message":"help","model":"x","user_context":{"user_id":"viewer@example.com"}}""", "model")]
    [InlineData("""{"message":"help","session_id":5,"user_context":{"user_id":"viewer@example.com"}}""", "session_id")]
    public async Task Say_ABrokenBody_NamesTheField(string body, string field)
    {
        var answer = await bench.SendAsync(Events.Event("POST", "/chat", body));

        Assert.Equal("VALIDATION_ERROR", answer.Code);
        Assert.Equal(field, answer.Details.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Say_AMessageOfTooManyCharacters_IsRefused()
    {
        Assert.Equal("VALIDATION_ERROR", (await new Talk(bench, Users.Viewer).SayAsync(new string('a', 8001))).Code);
        Assert.True((await new Talk(bench, Users.Viewer).SayAsync(new string('a', 8000))).Success);
    }

    [Fact]
    public async Task Say_Anything_IsAuditedInsideAndOutside()
    {
        var answer = await new Talk(bench, Users.Viewer).SayAsync($"status of {Instances.WebId}");

        var chain = await bench.Store.Audit.ReadAsync(answer["correlation_id"]!, CancellationToken.None);
        Assert.Equal(["tool_executed", "request_received"], chain.Select(e => e.Fields().GetProperty("event_type").GetString()));
        Assert.Equal("parser", chain[0].Fields().GetProperty("details").GetProperty("chosen_by").GetString());
        Assert.Equal("get_ec2_status", chain[0].Fields().GetProperty("operation").GetString());
    }

    [Fact]
    public async Task Say_AMessage_CountsOnceHoweverMuchItLooksAt()
    {
        var limited = new Bench { Agent = Bench.LocalAgent with { RequestsPerMinute = 1 } };
        var talk = new Talk(limited, Users.Viewer);

        Assert.Equal("result", Talk.Card(await talk.SayAsync($"status of {Instances.WebId}"), "kind"));
        Assert.Equal("RATE_LIMITED", (await talk.SayAsync("help")).Code);
    }

    [Fact]
    public async Task Say_ASecret_IsKeptNowhere()
    {
        var (talk, token) = (new Talk(bench, Users.Lead), $"approve-{new string('x', 8)}0123456789ABCDEFGHIJKLMN");

        var answer = await talk.SayAsync($"approve {token}");
        await talk.SayAsync("open an incident: the password=hunter2hunter2 leaked into the log");

        Assert.DoesNotContain(token, string.Concat(bench.Sessions.Kept) + string.Concat(bench.Lines) + answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Concat(bench.Sessions.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_EachKindOfLook_ShowsItsCard()
    {
        bench.Trail.Events.Add(new CloudTrailEvent("e1", "UpdateService", "ecs.amazonaws.com", Moments.Start, "ci-deployer", "198.51.100.40", null, ["arn:aws:ecs:us-east-1:123456789012:service/production/web"], null));
        bench.Metrics.Put("CPUUtilization", Instances.WebId, 40, 50, 60);
        var talk = new Talk(bench, Users.Viewer);

        Assert.Equal("table", Talk.Card(await talk.SayAsync("instances with Role=web"), "kind"));
        Assert.Equal("chart", Talk.Card(await talk.SayAsync($"cpu of {Instances.WebId}"), "kind"));
        Assert.Equal("timeline", Talk.Card(await talk.SayAsync("what changed in the last 6 hours?"), "kind"));
        Assert.Equal("UpdateService", JsonNode.Parse((await talk.SayAsync("same for the last 24 hours"))["cards"]!)![0]!["entries"]![0]!["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Confirm_RecordAndPost_AreDoneAndAudited()
    {
        var talk = new Talk(bench, Users.Engineer);

        var incident = await talk.DoAsync("record incident high: web answers 5xx since 02:40");
        var post = await talk.DoAsync("post to ops: web is healthy again");

        Assert.Equal(("incident", "web answers 5xx since 02:40"), (Talk.Card(incident, "kind"), Talk.Card(incident, "title")));
        Assert.Equal("The summary was posted to ops.", post["reply"]);
        Assert.Contains(bench.Lines, l => l.Contains("summary_posted", StringComparison.Ordinal));
    }

    private static string? Compact(string? json) => json is null ? null : JsonNode.Parse(json)!.ToJsonString();

    // Answers the preview as ever, and what comes after it by another.
    private sealed class ChangingProposals(IProposalsFunction first, IProposalsFunction then) : IProposalsFunction
    {
        private int _asked;

        public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken) =>
            (_asked++ == 0 ? first : then).InvokeAsync(proxyEvent, cancellationToken);
    }

    private sealed class AnsweringProposals(byte[] answer) : IProposalsFunction
    {
        public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken) => Task.FromResult<ReadOnlyMemory<byte>>(answer);
    }
}
