using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Chat;

/// <summary>A change, a record or a post is shown whole, and done once a person confirms exactly that; in words and over the route.</summary>
public sealed class DraftTests
{
    private const string Reboot = $"reboot {Instances.WebId} because the application hangs since 08:50";
    private const string Scale = "scale production/web to 6 because traffic has doubled";

    private readonly Bench bench = new();
    private readonly Talk talk;

    public DraftTests()
    {
        Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        talk = new(bench, Users.Engineer);
    }

    [Fact]
    public async Task Say_AChange_ShowsAllOfItAndDoesNothing()
    {
        var answer = await talk.SayAsync(Scale);

        var card = Card(answer);
        Assert.Equal(("draft", "scale_ecs_service", "production/web", "Propose"), (Text(card, "kind"), Text(card, "operation"), Text(card, "target"), Text(card, "confirm")));
        Assert.Equal("Scale ECS service production/web from 3 to 6 tasks.", Text(card, "title"));
        Assert.Equal("""[{"name":"desired_count","value":"3"}]""", card["before"]!.ToJsonString());
        Assert.Equal("""[{"name":"desired_count","value":"6"},{"name":"on_failure","value":"keep"}]""", card["after"]!.ToJsonString());
        Assert.Equal("""[{"name":"account","value":"123456789012, eu-central-1"}]""", card["fields"]!.ToJsonString());
        Assert.Equal(("traffic has doubled", "medium", "An approver other than engineer@example.com. Can approve now: lead@example.com, admin@example.com."), (Text(card, "reason"), Text(card, "risk_level"), Text(card, "who_may_decide")));
        Assert.Equal(Timestamps.Text(bench.Time.GetUtcNow() + TimeSpan.FromMinutes(5))[..16], Text(card, "expires_at")[..16]);
        Assert.StartsWith("This is a draft, and nothing is done yet: Scale ECS service production/web from 3 to 6 tasks.", answer["reply"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await DoneAsync());
        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Confirm_TheDraft_ProposesExactlyWhatItShows()
    {
        var card = Card(await talk.SayAsync(Scale));

        var proposed = await talk.ConfirmAsync();

        Assert.StartsWith("Proposed, and nothing is changed yet: Scale ECS service production/web from 3 to 6 tasks.", proposed["reply"], StringComparison.Ordinal);
        var proposal = await bench.ReadAsync(ProposalId.TryParse(Talk.Card(proposed, "proposal_id"))!.Value);
        Assert.Equal((Text(card, "title"), Text(card, "reason"), Users.Engineer), (proposal.Plan.Summary, proposal.Plan.Reason, proposal.Requester.UserId));
        Assert.DoesNotContain("approve-", proposed.Raw + string.Concat(bench.Sessions.Kept), StringComparison.Ordinal);
    }

    // What proposing would refuse at once is refused in place of a draft, in the same words.
    [Theory]
    [InlineData("reboot i-00000000000000001 because the application hangs", "RESOURCE_NOT_FOUND")]
    [InlineData("reboot i-0a1b2c3d4e5f60002 because the application hangs", "TAG_VALIDATION_FAILED")]
    [InlineData("reboot i-0a1b2c3d4e5f60003 because the application hangs", "POLICY_DENIED")]
    [InlineData("scale production/web to 3 because traffic has doubled", "POLICY_DENIED")]
    [InlineData("scale production/daemon to 6 because traffic has doubled", "POLICY_DENIED")]
    [InlineData("post to nowhere: web is healthy again", "RESOURCE_NOT_FOUND")]
    [InlineData("record incident high: web hangs, see 01m84jhwnpv8xmxftddspfch58", "RESOURCE_NOT_FOUND")]
    public async Task Say_WhatWouldBeRefused_IsRefusedInPlaceOfADraft(string message, string code)
    {
        bench.Fleet.Put(Instances.Numbered(2).WithoutTag("OpsAgentManaged"));
        bench.Fleet.Put(Instances.Numbered(3) with { State = "stopped" });
        bench.Services.Put(SampleServices.Web with { Arn = "arn:aws:ecs:eu-central-1:123456789012:service/production/daemon", Name = "daemon", SchedulingStrategy = "DAEMON" });

        var answer = await talk.SayAsync(message);

        Assert.Equal("result", Text(Card(answer), "kind"));
        Assert.Contains($"\"{code}\"", answer["cards"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await DoneAsync());
    }

    [Fact]
    public async Task Say_WhereAClaimMayNotPropose_IsRefusedInPlaceOfADraft()
    {
        var live = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive, AssertedProposals = AssertedProposals.Refused } };

        Assert.Contains("VERIFIED_IDENTITY_REQUIRED", (await new Talk(live, Users.Engineer).SayAsync(Reboot))["cards"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_WhereTheRequesterIsAClaim_ShowsThatItTakesTwo()
    {
        var live = new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive } };

        var card = Card(await new Talk(live, Users.Engineer).SayAsync(Reboot));

        Assert.StartsWith("2 approvers other than engineer@example.com", Text(card, "who_may_decide"), StringComparison.Ordinal);
        Assert.Contains("adopts it", Text(card, "who_may_decide"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_MoreChangesThanProposalsAreAllowed_IsLimitedAsTheyAre()
    {
        var limited = new Bench { Agent = Bench.LocalAgent with { ProposalsPerMinute = 2 } };
        var much = new Talk(limited, Users.Engineer);
        await much.SayAsync(Reboot);
        await much.SayAsync(Reboot);

        Assert.Contains("RATE_LIMITED", (await much.SayAsync(Reboot))["cards"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_AChange_IsAuditedAsALook()
    {
        var answer = await talk.SayAsync(Reboot);

        var events = bench.Store.Audit.All.Select(e => e.Fields()).ToList();
        Assert.All(events, e => Assert.Equal("request_received", e.GetProperty("event_type").GetString()));
        var inner = events.Single(e => e.GetProperty("correlation_id").GetString() == answer["correlation_id"] && e.GetProperty("details").TryGetProperty("chosen_by", out _));
        Assert.Equal(("parser", "POST /operations/reboot_ec2/preview"), (inner.GetProperty("details").GetProperty("chosen_by").GetString(), inner.GetProperty("details").GetProperty("route").GetString()));
        Assert.Equal(Instances.Web.Arn, inner.GetProperty("target").GetString());
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public async Task Confirm_AtTheEndOfItsTime_IsTooLate(int milliseconds, bool isDone)
    {
        var card = Card(await talk.SayAsync(Reboot));
        bench.Time.Advance(DateTimeOffset.Parse(Text(card, "expires_at"), System.Globalization.CultureInfo.InvariantCulture) + TimeSpan.FromMilliseconds(milliseconds) - bench.Time.GetUtcNow());

        // Nothing polls before the draft is looked at.
        var answer = await talk.ConfirmAsync();

        Assert.Equal((isDone ? 1 : 0, 0, 0), await DoneAsync());
        Assert.Equal(!isDone, answer["reply"]!.Contains("ended five minutes after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Confirm_AfterOtherMessages_IsDoneByTheButton()
    {
        await talk.SayAsync(Reboot);
        await talk.SayAsync($"status of {Instances.WebId}");
        await talk.SayAsync("hmm");

        Assert.Equal("proposal", Text(Card(await talk.ConfirmAsync()), "kind"));
    }

    [Theory]
    [InlineData(Scale)]
    [InlineData("post to nowhere: web is healthy again")]
    [InlineData("reboot i-00000000000000001 because the application hangs")]
    [InlineData("scale production/web")]
    public async Task Confirm_AfterAnotherWriteWasAskedFor_DoesNothing(string next)
    {
        var first = Text(Card(await talk.SayAsync(Reboot)), "draft_id");
        await talk.SayAsync(next);

        var answer = await talk.ConfirmAsync(first);

        Assert.Contains("another took its place", answer["reply"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await DoneAsync());
    }

    [Fact]
    public async Task Confirm_Again_ShowsTheProposalItBecame()
    {
        await talk.SayAsync(Reboot);
        var first = await talk.ConfirmAsync();

        var again = await talk.ConfirmAsync();

        Assert.StartsWith("This draft was confirmed before", again["reply"], StringComparison.Ordinal);
        Assert.Equal(Talk.Card(first, "proposal_id"), Talk.Card(again, "proposal_id"));
        Assert.Equal((1, 0, 0), await DoneAsync());
    }

    [Theory]
    [InlineData("01kkng0000000000000draft01")]
    [InlineData("x")]
    [InlineData("yes")]
    public async Task Confirm_NoDraftOfThis_DoesNothing(string draft)
    {
        await talk.SayAsync(Reboot);

        Assert.Contains("not the one to confirm here", (await talk.ConfirmAsync(draft))["reply"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await DoneAsync());
    }

    [Fact]
    public async Task Confirm_InAnotherPersonsOrANewConversation_DoesNothing()
    {
        var answer = await talk.SayAsync(Reboot);
        var draft = Text(Card(answer), "draft_id");

        var lead = await new Talk(bench, Users.Lead).ConfirmAsync(draft, answer["session_id"]);
        var fresh = await new Talk(bench, Users.Engineer).ConfirmAsync(draft);

        Assert.Contains("not known", lead["note"], StringComparison.Ordinal);
        Assert.All([lead, fresh], a => Assert.Contains("not the one to confirm here", a["reply"], StringComparison.Ordinal));
        Assert.Equal((0, 0, 0), await DoneAsync());
    }

    // The store of sessions lets the later writer win: each confirmation may find the draft as it was before the other one.
    [Theory]
    [InlineData(Reboot, 1, 0, 0)]
    [InlineData("record incident high: web answers 5xx since 02:40", 0, 1, 0)]
    [InlineData("post to ops: web is healthy again", 0, 0, 1)]
    public async Task Confirm_TwoThatFoundTheSameDraft_DoItOnce(string message, int proposals, int incidents, int posts)
    {
        await talk.SayAsync(message);
        var (owner, kept) = (Users.Asserted(Users.Engineer), Assert.Single(bench.Sessions.Kept));
        var id = SessionId.TryParse(JsonNode.Parse(kept)!["id"]!.GetValue<string>())!.Value;
        var first = await talk.ConfirmAsync();
        bench.Sessions.Spoil(owner, id, kept);

        var second = await talk.ConfirmAsync();

        Assert.Equal((proposals, incidents, posts), await DoneAsync());
        Assert.Equal(Talk.Card(first, "proposal_id"), Talk.Card(second, "proposal_id"));
        Assert.Equal(Talk.Card(first, "incident_id"), Talk.Card(second, "incident_id"));
        Assert.Equal(posts > 0, second["reply"]!.Contains("confirmed before, perhaps in another window", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Confirm_ManyAtOnce_ProposeOnce()
    {
        await talk.SayAsync(Reboot);

        var answers = await bench.PassTimeAsync(Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => bench.SendOnlyAsync(talk.ConfirmEvent())))), isMeasured: true);

        Assert.Equal((1, 0, 0), await DoneAsync());
        Assert.Single(answers.Select(a => Talk.Card(a, "proposal_id")).Distinct());
    }

    [Fact]
    public async Task Confirm_WhatWasRefusedForNow_CanBeConfirmedAgain()
    {
        await talk.SayAsync(Reboot);
        bench.Fleet.Failure = new AwsException(ErrorCode.AwsThrottled, "ec2:DescribeInstances", Instances.WebId, "AWS throttled ec2:DescribeInstances.");
        Assert.Contains("AWS_THROTTLED", (await talk.ConfirmAsync())["cards"], StringComparison.Ordinal);
        bench.Fleet.Failure = null;

        Assert.Equal("proposal", Text(Card(await talk.ConfirmAsync()), "kind"));
    }

    [Fact]
    public async Task Confirm_APostThatDidNotArrive_SaysSoAndIsSpent()
    {
        await talk.SayAsync("post to ops: web is healthy again");
        bench.Channels.Problem = "the channel does not answer.";
        Assert.Contains("was not posted", (await talk.ConfirmAsync())["reply"], StringComparison.Ordinal);
        bench.Channels.Problem = null;

        Assert.Contains("was confirmed before", (await talk.ConfirmAsync())["reply"], StringComparison.Ordinal);
        Assert.Empty(bench.Channels.Posts);
    }

    [Fact]
    public async Task Confirm_AfterTheStateBeforeChanged_ShowsANewDraftAndProposesThatOnceConfirmed()
    {
        var shown = Text(Card(await talk.SayAsync(Scale)), "draft_id");
        bench.Services.Put(SampleServices.WebAt(4));

        var changed = await talk.ConfirmAsync();
        var (late, proposed) = (await talk.ConfirmAsync(shown), await talk.ConfirmAsync(Text(Card(changed), "draft_id")));

        Assert.Equal("draft", Text(Card(changed), "kind"));
        Assert.StartsWith("It changed since you were shown it, so nothing was proposed: desired_count was 3 and is 4.", changed["reply"], StringComparison.Ordinal);
        Assert.Equal("Scale ECS service production/web from 4 to 6 tasks.", Text(Card(changed), "title"));
        Assert.Contains("another took its place", late["reply"], StringComparison.Ordinal);
        Assert.Equal("Scale ECS service production/web from 4 to 6 tasks.", Talk.Card(proposed, "title"));
        Assert.Equal((1, 0, 0), await DoneAsync());
    }

    [Fact]
    public async Task Confirm_AfterSomebodyElseMadeTheChange_SaysThatThereIsNothingToChange()
    {
        await talk.SayAsync(Scale);
        bench.Services.Put(SampleServices.WebAt(6));

        var answer = await talk.ConfirmAsync();

        Assert.Contains("nothing was proposed", answer["reply"], StringComparison.Ordinal);
        Assert.Contains("is 6 already", answer["reply"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await DoneAsync());
    }

    [Fact]
    public async Task Confirm_ByWhoIsNoOperatorAnyMore_IsRefused()
    {
        await talk.SayAsync(Reboot);
        bench.Settings.Cached[ParameterNames.Operators] = "lead@example.com";

        Assert.Contains("ROLE_REQUIRED", (await talk.ConfirmAsync())["cards"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await DoneAsync());
    }

    // The same text is shown, kept and sent.
    [Theory]
    [InlineData("reboot i-0a1b2c3d4e5f60001 because password=hunter2hunter2 leaked into its log")]
    [InlineData("record incident high: the password=hunter2hunter2 leaked into the log")]
    [InlineData("post to ops: the password=hunter2hunter2 leaked into the log")]
    public async Task Confirm_WithASecretInIt_SendsTheMaskedTextThatWasShown(string message)
    {
        var drafted = await talk.SayAsync(message);
        var done = await talk.ConfirmAsync();

        var shown = Card(drafted);
        var text = shown["reason"]?.GetValue<string>() ?? shown["fields"]!.AsArray().Select(f => Text(f!, "value")).Single(v => v.Contains("leaked", StringComparison.Ordinal));
        var sent = bench.Channels.Posts.SingleOrDefault()?.Text
            ?? (await bench.Incidents.ListAsync(1, null, CancellationToken.None)).Incidents.SingleOrDefault()?.Report.Summary
            ?? (await bench.ReadAsync(ProposalId.TryParse(Talk.Card(done, "proposal_id"))!.Value)).Plan.Reason;
        Assert.Equal(text, sent);
        Assert.DoesNotContain("hunter2", drafted.Raw + done.Raw + string.Concat(bench.Sessions.Kept) + string.Concat(bench.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_APostOfSeveralLines_IsShownWhole()
    {
        var card = Card(await talk.SayAsync("post to ops: web is healthy again\nand stays so"));

        Assert.Equal(("Post this text to ops, in your name.", "ops", "Post"), (Text(card, "title"), Text(card, "target"), Text(card, "confirm")));
        Assert.Contains("""{"name":"text","value":"web is healthy again\nand stays so"}""", card["fields"]!.ToJsonString(), StringComparison.Ordinal);
    }

    // 400 people of eleven UTF-16 units each are few characters to whoever writes them.
    [Fact]
    public async Task Say_WhatNoCardShowsWhole_MakesNoDraft()
    {
        var answer = await talk.SayAsync($"post to ops: {string.Concat(Enumerable.Repeat("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66", 400))} ok");

        Assert.Contains("too long to be shown whole", answer["reply"], StringComparison.Ordinal);
        Assert.Equal("[]", answer["cards"]);
    }

    [Theory]
    [InlineData("""{"message":"help","confirm":"01kkng0000000000000draft01"}""", "message")]
    [InlineData("{}", "message")]
    [InlineData("""{"confirm":7}""", "confirm")]
    [InlineData("""{"message":"help","time_zone":"Middle/Earth"}""", "time_zone")]
    [InlineData("""{"message":"help","time_zone":"../../etc/passwd"}""", "time_zone")]
    [InlineData("""{"message":"help","time_zone":"+25:00"}""", "time_zone")]
    [InlineData("""{"message":"help","time_zone":"+2"}""", "time_zone")]
    public async Task Say_ABrokenBody_NamesTheField(string body, string field)
    {
        var sent = JsonNode.Parse(body)!;
        sent["user_context"] = new JsonObject { ["user_id"] = "engineer@example.com" };

        var answer = await bench.SendAsync(Events.Post("/chat", sent));

        Assert.Equal(("VALIDATION_ERROR", field), (answer.Code, answer.Details.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("UTC")]
    [InlineData("+02:00")]
    [InlineData("-09:30")]
    public async Task Say_WithATimeZone_KeepsItForTheConversation(string zone)
    {
        var sent = new JsonObject { ["message"] = "help", ["time_zone"] = zone, ["user_context"] = new JsonObject { ["user_id"] = "engineer@example.com" } };
        var session = (await bench.SendAsync(Events.Post("/chat", sent)))["session_id"];

        await talk.SayAsync("help", session);

        Assert.Equal(zone, JsonNode.Parse(Assert.Single(bench.Sessions.Kept))!["memory"]!["time_zone"]!.GetValue<string>());
    }

    [Fact]
    public async Task Say_AChangeWhileSessionsCannotBeSaved_SaysThatTheDraftCannotBeConfirmed()
    {
        bench.Sessions.Failure = new AwsException(ErrorCode.AwsThrottled, "dynamodb:PutItem", "sessions", "AWS throttled dynamodb:PutItem on sessions.");

        Assert.Contains("cannot be confirmed", (await talk.SayAsync(Reboot))["note"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_ByItself_AnswersThePlanAndStoresNothing()
    {
        var body = new JsonObject { ["instance_id"] = Instances.WebId, ["reason"] = "The application hangs.", ["user_id"] = "engineer@example.com" };

        var answer = await bench.SendAsync(Events.Post("/operations/reboot_ec2/preview", body));

        Assert.True(answer.Success);
        Assert.Equal(64, answer["plan_hash"]!.Length);
        Assert.Null(answer["approval_token"]);
        Assert.Equal((0, (0, 0, 0)), (bench.Store.Writes, await DoneAsync()));
        Assert.Empty(bench.Workflow.Calls);
    }

    private async Task<(int Proposals, int Incidents, int Posts)> DoneAsync() => (
        bench.Store.Audit.All.Count(e => e.Fields().GetProperty("event_type").GetString() == "proposal_created"),
        (await bench.Incidents.ListAsync(10, null, CancellationToken.None)).Incidents.Count,
        bench.Channels.Posts.Count);

    private static JsonNode Card(Answer answer) => Assert.Single(JsonNode.Parse(answer["cards"]!)!.AsArray())!;

    private static string Text(JsonNode card, string member) => card[member]!.GetValue<string>();
}
