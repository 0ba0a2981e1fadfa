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
        Assert.Contains("both status checks pass", answer["reply"], StringComparison.Ordinal);
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
        var proposed = await talk.SayAsync("the application hangs since 08:50");

        Assert.StartsWith("Why?", asked["reply"], StringComparison.Ordinal);
        Assert.Equal("[]", asked["cards"]);
        Assert.Equal(("proposal", "pending"), (Talk.Card(proposed, "kind"), Talk.Card(proposed, "status")));
        Assert.Equal("An approver other than engineer@example.com.", Talk.Card(proposed, "who_may_decide"));
        Assert.Empty(bench.Executor.Changes());
        Assert.DoesNotContain("approve-", proposed.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("approve-", string.Concat(bench.Sessions.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_ProposeApproveAndAsk_GoesAllTheWayByTheRoutesHandlers()
    {
        Machine.Behind(bench);
        var proposed = await new Talk(bench, Users.Engineer).SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");
        var id = Talk.Card(proposed, "proposal_id")!;
        var lead = new Talk(bench, Users.Lead);

        var unseen = await lead.SayAsync($"approve {id}");
        var approved = await lead.SayAsync($"approve {id}");
        var status = await lead.SayAsync("how is it going");

        Assert.StartsWith("Nothing is decided", unseen["reply"], StringComparison.Ordinal);
        Assert.Equal(("decision", "approved", "EXECUTED"), (Talk.Card(approved, "kind"), Talk.Card(approved, "decision"), Talk.Card(approved, "execution_status")));
        Assert.Equal(("proposal", id), (Talk.Card(status, "kind"), Talk.Card(status, "proposal_id")));
        Assert.Equal(["lead@example.com"], (await bench.ReadAsync(ProposalId.TryParse(id)!.Value)).Approvals.Select(a => a.By.UserId.Value));
        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Approve_ByTheRequester_IsRefusedAsAtTheRoute()
    {
        Machine.Behind(bench);
        var talk = new Talk(bench, Users.Engineer);
        var proposed = await talk.SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");

        var answer = await talk.SayAsync($"approve {Talk.Card(proposed, "proposal_id")}");

        Assert.True(answer.Success);
        Assert.Contains("SELF_APPROVAL_FORBIDDEN", answer["cards"], StringComparison.Ordinal);
        Assert.Empty(bench.Executor.Changes());
    }

    [Theory]
    [InlineData("SANDBOX_LIVE")]
    [InlineData("DRY_RUN")]
    public async Task Approve_AssertedByIdOutsideTheMock_IsRefusedAsAtTheRoute(string mode)
    {
        var live = new Bench { Agent = Bench.LocalAgent with { Mode = mode == "DRY_RUN" ? ExecutionMode.DryRun : ExecutionMode.SandboxLive } };
        Machine.Behind(live);
        var proposed = await new Talk(live, Users.Engineer).SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");
        var (id, hash) = (Talk.Card(proposed, "proposal_id"), Talk.Card(proposed, "plan_hash"));

        var answer = await new Talk(live, Users.Lead).SayAsync($"approve {id} {hash}");

        Assert.Contains("VERIFIED_IDENTITY_REQUIRED", answer["cards"], StringComparison.Ordinal);
        Assert.Equal(ProposalStatus.Pending, (await live.ReadAsync(ProposalId.TryParse(id)!.Value)).Status);
        Assert.DoesNotContain(live.Workflow.Calls, c => c.Method == "Resume");
    }

    [Fact]
    public async Task Deny_WithoutAReason_AsksForItAndThenDenies()
    {
        Machine.Behind(bench);
        var proposed = await new Talk(bench, Users.Engineer).SayAsync($"reboot {Instances.WebId} because the application hangs since 08:50");
        var id = Talk.Card(proposed, "proposal_id")!;
        var lead = new Talk(bench, Users.Lead);
        await lead.SayAsync("pending");

        var asked = await lead.SayAsync($"deny {id}");
        var denied = await lead.SayAsync("not during the release");

        Assert.StartsWith("Why?", asked["reply"], StringComparison.Ordinal);
        Assert.Equal(("decision", "denied"), (Talk.Card(denied, "kind"), Talk.Card(denied, "decision")));
        Assert.Equal("not during the release", (await bench.ReadAsync(ProposalId.TryParse(id)!.Value)).Closure!.Reason);
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
        Assert.Equal("VALIDATION_ERROR", (await new Talk(bench, Users.Viewer).SayAsync(new string('a', 2001))).Code);
        Assert.True((await new Talk(bench, Users.Viewer).SayAsync(new string('a', 2000))).Success);
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
    public async Task Say_BeyondTheRate_IsLimitedInsideToo()
    {
        var limited = new Bench { Agent = Bench.LocalAgent with { RequestsPerMinute = 2 } };
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

        Assert.Contains("APPROVAL_TOKEN_INVALID", answer["cards"], StringComparison.Ordinal);
        Assert.DoesNotContain(token, string.Concat(bench.Sessions.Kept) + string.Concat(bench.Lines) + answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Concat(bench.Sessions.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_ByTheTokenInTheMessage_Decides()
    {
        Machine.Behind(bench);
        var proposed = await bench.ProposeAsync(Users.Engineer);

        var answer = await new Talk(bench, Users.Lead).SayAsync($"approve {proposed["approval_token"]}");

        Assert.Equal(("decision", "EXECUTED"), (Talk.Card(answer, "kind"), Talk.Card(answer, "execution_status")));
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
    public async Task Say_RecordAndPost_RunAtOnceAndAreAudited()
    {
        var talk = new Talk(bench, Users.Engineer);

        var incident = await talk.SayAsync("record incident high: web answers 5xx since 02:40");
        var post = await talk.SayAsync("post to ops: web is healthy again");

        Assert.Equal(("incident", "web answers 5xx since 02:40"), (Talk.Card(incident, "kind"), Talk.Card(incident, "title")));
        Assert.Equal("The summary was posted to ops.", post["reply"]);
        Assert.Contains(bench.Lines, l => l.Contains("summary_posted", StringComparison.Ordinal));
    }
}
