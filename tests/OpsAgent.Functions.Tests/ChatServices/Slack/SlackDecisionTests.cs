using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Api.Pipeline;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

/// <summary>Decisions by Slack's buttons, from the press to Proposals: in SANDBOX_LIVE, where a decision takes a proved identity.</summary>
public sealed class SlackDecisionTests
{
    private readonly SlackSide slack;
    private readonly Machine machine;

    public SlackDecisionTests()
    {
        slack = new SlackSide(new Bench { Agent = Bench.LocalAgent with { Mode = ExecutionMode.SandboxLive, AssertedProposals = AssertedProposals.AdoptOrTwo } });
        machine = Machine.Behind(slack.Bench);
    }

    private Bench Bench => slack.Bench;

    [Fact]
    public async Task Press_OfApprove_OpensTheFormWithThePlanAndDecidesNothing()
    {
        var proposed = await ProposeAsync();

        var answer = await slack.SendPressAsync("approve", proposed);

        Assert.Equal((200, string.Empty), (answer.Status, answer.Text));
        var (method, body) = Assert.Single(slack.Calls);
        Assert.Equal(("views.open", "trigger.1"), (method, body.GetProperty("trigger_id").GetString()));
        Assert.Equal(("opsagent_decide", "Approve"), (slack.View.GetProperty("callback_id").GetString(), slack.View.GetProperty("submit").GetProperty("text").GetString()));
        Assert.Equal(
            $$"""{"d":"approve","p":"{{proposed["proposal_id"]}}","h":"{{proposed["plan_hash"]![..8]}}","m":"C0APPROVAL:1773478800.000100"}""",
            slack.View.GetProperty("private_metadata").GetString());
        var text = slack.View.GetRawText();
        Assert.All(
            [Instances.WebId, "engineer@example.com", "The application hangs since 08:50.", "123456789012, eu-central-1", proposed["plan_hash"]![..8], "Before and after", "To undo it", "SANDBOX_LIVE", "0 of"],
            shown => Assert.Contains(shown, text, StringComparison.Ordinal));
        Assert.DoesNotContain("approve-", text, StringComparison.Ordinal);
        await IsPendingAsync(proposed);
    }

    [Fact]
    public async Task Submit_ByAnApprover_ApprovesAndAnswersBeforeItIsCarriedOut()
    {
        var proposed = await ProposeAsync();
        machine.PauseBefore = "ExecuteAction";
        await slack.SendPressAsync("approve", proposed);

        // The clock stands still: nothing is waited for.
        var answer = await slack.SendFormAsync();

        Assert.Equal("""{"response_action":"clear"}""", answer.Text);
        var proposal = await ReadAsync(proposed);
        Assert.Equal(ProposalStatus.Approved, proposal.Status);
        var approval = Assert.Single(proposal.Approvals);
        Assert.Equal((Users.Lead, IdentityKind.Verified, RequestSource.Slack, true), (approval.By.UserId, approval.By.Identity, approval.By.Source, approval.By.InPerson));
        Assert.Empty(Bench.Executor.Changes());
        await machine.GoOnAsync(proposal.Id);
        Assert.Single(Bench.Executor.Changes());
        Assert.Equal(ProposalStatus.Completed, (await ReadAsync(proposed)).Status);
    }

    [Theory]
    [InlineData("deny", SlackSide.Lead, ProposalStatus.Denied)]
    [InlineData("withdraw", SlackSide.Engineer, ProposalStatus.Withdrawn)]
    public async Task Submit_ThatEndsIt_TakesTheReasonThatWasTyped(string action, string user, ProposalStatus expected)
    {
        var proposed = await ProposeAsync();
        await slack.SendPressAsync(action, proposed, user);
        var input = slack.View.GetProperty("blocks").EnumerateArray().Single(b => b.GetProperty("type").GetString() == "input");
        Assert.Equal(("reason", "reason"), (input.GetProperty("block_id").GetString(), input.GetProperty("element").GetProperty("action_id").GetString()));

        var answer = await slack.SendFormAsync("Not during the release.", user);

        Assert.Equal("""{"response_action":"clear"}""", answer.Text);
        var proposal = await ReadAsync(proposed);
        Assert.Equal((expected, "Not during the release."), (proposal.Status, proposal.Closure!.Reason));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("x")]
    [InlineData("invisible \u200B")]
    public async Task Submit_WithAReasonThatIsNone_SaysSoBelowItAndMayBeSentAgain(string? reason)
    {
        var proposed = await ProposeAsync();
        await slack.SendPressAsync("deny", proposed);

        var answer = await slack.SendFormAsync(reason);

        Assert.Equal("errors", answer["response_action"]);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty("reason", out _));
        await IsPendingAsync(proposed);
        Assert.Equal("""{"response_action":"clear"}""", (await slack.SendFormAsync("Not during the release.")).Text);
        Assert.Equal(ProposalStatus.Denied, (await ReadAsync(proposed)).Status);
    }

    [Fact]
    public async Task Submit_SentAgain_CountsOnce()
    {
        var proposed = await ProposeAsync();
        await slack.SendPressAsync("deny", proposed);
        await slack.SendFormAsync("Not during the release.");

        var again = await slack.SendFormAsync("Not during the release.");

        Assert.Contains("This was sent before, and counts once.", Said(again), StringComparison.Ordinal);
        Assert.Equal(ProposalStatus.Denied, (await ReadAsync(proposed)).Status);
    }

    [Fact]
    public async Task Press_Twice_OpensTwoFormsOfWhichOneDecides()
    {
        var proposed = await ProposeAsync();
        await slack.SendPressAsync("deny", proposed);
        await slack.SendPressAsync("deny", proposed);

        await slack.SendFormAsync("Not during the release.", view: "V1");
        var second = await slack.SendFormAsync("Not during the release.", view: "V2");

        Assert.Equal(2, slack.Calls.Count);
        Assert.Contains("This proposal is denied by lead@example.com", Said(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ByTwoPeopleAtOnce_TakesOne()
    {
        slack.Bench.Settings.Cached[$"{ParameterNames.People}/2"] = $"slack:{SlackSide.Team}:U0ADMIN001={Users.Admin}";
        var proposed = await ProposeAsync();
        await slack.SendPressAsync("deny", proposed);
        var gate = new TaskCompletionSource();
        var arrived = 0;
        Bench.Store.BeforeReplace = _ =>
        {
            if (Interlocked.Increment(ref arrived) == 2)
            {
                gate.SetResult();
            }

            return gate.Task;
        };

        var both = await Task.WhenAll(slack.SendFormAsync("First.", view: "V1"), slack.SendFormAsync("Second.", "U0ADMIN001", "V2"));

        Assert.Single(both, a => a.Text == """{"response_action":"clear"}""");
        Assert.Single(both, a => a["response_action"] == "update" && Said(a).Contains("denied by", StringComparison.Ordinal));
        Assert.Equal(ProposalStatus.Denied, (await ReadAsync(proposed)).Status);
    }

    [Fact]
    public async Task Submit_OfTwoPeople_CompletesAQuorumOfTwo()
    {
        var proposed = await ProposeAssertedAsync();
        Bench.Settings.Cached[$"{ParameterNames.People}/2"] = $"slack:{SlackSide.Team}:U0ADMIN001={Users.Admin}";

        await slack.SendPressAsync("approve", proposed);
        Assert.Equal("""{"response_action":"clear"}""", (await slack.SendFormAsync(view: "V1")).Text);
        // The same person by another account, and by the same in another form.
        await slack.SendFormAsync(user: SlackSide.LeadsOther, view: "V2");
        await slack.SendFormAsync(view: "V3");
        Assert.Single((await ReadAsync(proposed)).Approvals);
        await IsPendingAsync(proposed);

        await slack.SendFormAsync(user: "U0ADMIN001", view: "V4");
        Assert.Single(Bench.Executor.Changes());
    }

    [Theory]
    [InlineData(SlackSide.Viewer, "You are not an approver.", "it takes the role")]
    [InlineData(SlackSide.Engineer, "You proposed this change, so another person approves it.", "proposed this change and so may not approve it")]
    [InlineData("U0ENGINEE2", "You proposed this change, so another person approves it.", "proposed this change and so may not approve it")]
    public async Task Approve_ByWhoMayNot_ShowsAFormWithoutSubmitAndTakesNoForgedOne(string user, string shown, string refused)
    {
        // The requester's other address, which has an account of its own.
        Bench.Settings.Cached[$"{ParameterNames.People}/2"] = $"e.ngineer@example.com={Users.Engineer},slack:{SlackSide.Team}:U0ENGINEE2=e.ngineer@example.com";
        var proposed = await ProposeAsync();

        await slack.SendPressAsync("approve", proposed, user);

        Assert.False(slack.View.TryGetProperty("submit", out _));
        Assert.Contains(shown, slack.View.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(refused, Said(await slack.SendFormAsync(user: user)), StringComparison.Ordinal);
        await IsPendingAsync(proposed);
    }

    [Fact]
    public async Task Withdraw_ByAnotherPerson_IsRefused()
    {
        var proposed = await ProposeAsync();

        await slack.SendPressAsync("withdraw", proposed);

        Assert.False(slack.View.TryGetProperty("submit", out _));
        Assert.Contains("Only the person who proposed", Said(await slack.SendFormAsync("I may not.")), StringComparison.Ordinal);
        await IsPendingAsync(proposed);
    }

    [Theory]
    [InlineData(SlackSide.Stranger, SlackSide.Team)]
    [InlineData(SlackSide.Lead, SlackSide.StrangersTeam)]
    public async Task Submit_ByAStranger_IsRefusedBeforeProposalsHearsOfIt(string user, string team)
    {
        var proposed = await ProposeAsync();
        var handed = Bench.Handed.Count;

        var answer = await slack.InteractAsync(SlackSide.Submit(SlackSide.Button("approve", proposed["proposal_id"]!, proposed["plan_hash"]!), user: user, team: team));

        Assert.Contains("is nobody's in /opsagent/people", Said(answer), StringComparison.Ordinal);
        Assert.Equal(handed, Bench.Handed.Count);
        await IsPendingAsync(proposed);
    }

    [Fact]
    public async Task Submit_AfterItExpired_SaysSoAndChangesNothing()
    {
        var proposed = await ProposeAsync();
        await slack.SendPressAsync("approve", proposed);
        await machine.HeartbeatTimesOutAsync(ProposalId.TryParse(proposed["proposal_id"])!.Value);

        var answer = await slack.SendFormAsync();
        await slack.SendPressAsync("approve", proposed);

        Assert.Contains("The approval window is over and nothing was changed.", Said(answer), StringComparison.Ordinal);
        Assert.False(slack.View.TryGetProperty("submit", out _));
        Assert.Contains("Expired, nothing was changed", slack.View.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(Bench.Executor.Changes());
    }

    [Fact]
    public async Task Approve_WithThePlanHashOfAnother_IsRefused()
    {
        var proposed = await ProposeAsync();
        var other = SlackSide.Button("approve", proposed["proposal_id"]!, "0123456789");

        await slack.InteractAsync(slack.Press("opsagent_approve", other));
        Assert.Contains("shown with another plan", slack.View.GetRawText(), StringComparison.Ordinal);
        Assert.False(slack.View.TryGetProperty("submit", out _));

        var answer = await slack.InteractAsync(SlackSide.Submit(other));

        Assert.Equal("update", answer["response_action"]);
        Assert.Contains("plan", Said(answer), StringComparison.Ordinal);
        await IsPendingAsync(proposed);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    public async Task HighRisk_IsShownWithTheWayToTheConsoleAndNeverDecidedHere(string action)
    {
        Bench.Settings.Cached[ParameterNames.Slack] = $$"""{"app_id":"{{SlackSide.App}}","team_ids":["{{SlackSide.Team}}"],"console_url":"https://ops.example.com/console/"}""";
        var proposed = await ProposeAsync();
        var pending = await ReadAsync(proposed);
        Bench.Store.With(pending with { Risk = pending.Risk! with { Level = RiskLevel.High } });

        await slack.SendPressAsync(action, proposed);

        Assert.False(slack.View.TryGetProperty("submit", out _));
        Assert.Contains($"https://ops.example.com/console/#/proposals/{pending.Id}", slack.View.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("a person decides at the console", Said(await slack.SendFormAsync("Not during the release.")), StringComparison.Ordinal);
        await IsPendingAsync(proposed);
    }

    /// <summary>Every signed request of the approver but the submit of the form for this very decision, used as authority for it.</summary>
    [Fact]
    public async Task AnySignedRequest_ButTheDecisionItself_IsNoAuthorityForIt()
    {
        var (proposed, other) = (await ProposeAsync(), await ProposeAsync(Instances.Numbered(2).Id));
        var (id, hash) = (proposed["proposal_id"]!, proposed["plan_hash"]!);
        string[] bodies =
        [
            SlackSide.Command($"approve {id}", SlackSide.Lead),
            SlackSide.Event(SlackSide.Mention($"approve {id} {hash}", SlackSide.Lead)).ToJsonString(),
            SlackSide.Form(slack.Press("opsagent_approve", SlackSide.Button("approve", id, hash))),
            SlackSide.Form(SlackSide.Submit(SlackSide.Button("approve", id, hash), callback: "poll")),
            SlackSide.Form(SlackSide.Submit(SlackSide.Button("deny", id, hash))),
            SlackSide.Form(SlackSide.Submit(SlackSide.Button("approve", other["proposal_id"]!, other["plan_hash"]!))),
            SlackSide.Form(SlackSide.Submit(SlackSide.Button("approve", id, "0123456789"))),
        ];
        foreach (var body in bodies)
        {
            foreach (var hashSent in (string[])[hash, hash[..8]])
            {
                var direct = await DecideAsync(slack.Signed(body), "approve_action", new JsonObject { ["proposal_id"] = id, ["plan_hash"] = hashSent });

                Assert.True(direct.Code is "VERIFIED_IDENTITY_REQUIRED" or "ALREADY_DECIDED", $"{body}: {direct.Raw}");
            }
        }

        await IsPendingAsync(proposed);
        await IsPendingAsync(other);
    }

    [Fact]
    public async Task SignedDecision_PastFiveMinutesOrBesideAnotherCredential_IsRefusedByProposalsItself()
    {
        var proposed = await ProposeAsync();
        var signed = slack.Signed(SlackSide.Form(SlackSide.Submit(SlackSide.Button("approve", proposed["proposal_id"]!, proposed["plan_hash"]!))));
        var parameters = new JsonObject { ["proposal_id"] = proposed["proposal_id"], ["plan_hash"] = proposed["plan_hash"]![..8] };

        Assert.Equal(401, (await DecideAsync(signed with { Proof = "v0=00" }, "approve_action", parameters)).Status);
        Assert.Equal(401, (await DecideAsync(signed with { Source = RequestSource.Teams }, "approve_action", parameters)).Status);
        Assert.Equal(401, (await DecideAsync(signed, "approve_action", parameters, Bench.ApiKey)).Status);
        Bench.Time.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal(401, (await DecideAsync(signed, "approve_action", parameters)).Status);
        await IsPendingAsync(proposed);
    }

    [Fact]
    public async Task SignedRequest_AtAnotherFunction_IsNoCredential()
    {
        var request = Events.Get("/operations/get_overview", Users.Lead).Without("X-API-Key").Without("X-OpsAgent-User")
            .With(Headers.SignedRequest, CredentialHeaders.Text(slack.Signed(SlackSide.Command("hi"))));

        foreach (var function in (string[])[FunctionNames.Diagnostics, FunctionNames.Chat, FunctionNames.Console, FunctionNames.WorkflowOperations])
        {
            Assert.Equal(401, new Answer(await Bench.InvokeAsync(function, request.DeepClone())).Status);
        }
    }

    [Fact]
    public async Task Submit_WhoseUseCannotBeCounted_DecidesNothing()
    {
        var proposed = await ProposeAsync();
        await slack.SendPressAsync("deny", proposed);
        Bench.Rates.Failure = new AwsException(ErrorCode.AwsThrottled, "dynamodb:UpdateItem", "opsagent-sessions", "throttled");

        Assert.Equal("update", (await slack.SendFormAsync("Not during the release."))["response_action"]);

        await IsPendingAsync(proposed);
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("hangs")]
    [InlineData("answers nonsense")]
    [InlineData("answers nothing")]
    public async Task Proposals_ThatDoesNotAnswer_IsSaidWithinSlacksThreeSeconds(string how)
    {
        slack.Proposals = _ => new StubProposals(how);
        var button = SlackSide.Button("approve", "01kkng00000000000000000001", "0123456789");

        // The call has come to what it waits for when it is returned.
        var press = slack.InteractAsync(slack.Press("opsagent_approve", button));
        Bench.Time.Advance(TimeSpan.FromSeconds(1.4));
        var pressed = await press;
        Assert.Equal((200, string.Empty), (pressed.Status, pressed.Text));
        Assert.Contains("could not be read in time", slack.View.GetRawText(), StringComparison.Ordinal);
        var submit = slack.InteractAsync(SlackSide.Submit(button));
        Bench.Time.Advance(TimeSpan.FromSeconds(2));
        var submitted = await submit;

        Assert.Equal((200, "update"), (submitted.Status, submitted["response_action"]));
        Assert.Contains("your decision may have been taken", Said(submitted), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"expired_trigger_id"}""", "expired_trigger_id")]
    [InlineData("no JSON", "gave no answer that can be read")]
    public async Task Form_ThatSlackDoesNotOpen_IsSaidToThePerson(string answered, string said)
    {
        var proposed = await ProposeAsync();
        slack.Answers = method => SlackSide.Json(method == "views.open" ? answered : """{"ok":true}""");

        var answer = await slack.SendPressAsync("approve", proposed);

        Assert.Equal((200, string.Empty), (answer.Status, answer.Text));
        Assert.Equal(["views.open", "chat.postEphemeral"], slack.Calls.Select(c => c.Method));
        Assert.Contains(said, slack.Calls[1].Body.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opsagent_approve", "no JSON")]
    [InlineData("opsagent_approve", """{"d":"deny","p":"01kkng00000000000000000001","h":"0123abcd"}""")]
    [InlineData("opsagent_deny", """{"d":"deny","p":"x","h":"0123abcd"}""")]
    public async Task Press_OfAButtonThatSaysSomethingElse_OpensNothing(string actionId, string value)
    {
        await slack.InteractAsync(slack.Press(actionId, value));

        var (method, body) = Assert.Single(slack.Calls);
        Assert.Equal("chat.postEphemeral", method);
        Assert.StartsWith("This cannot be read", body.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Empty(Bench.Handed);
    }

    /// <summary>Whatever people and AWS wrote, the form has what Slack takes: lengths, counts, nothing that formats or mentions.</summary>
    [Fact]
    public async Task Form_OfALongAndHostilePlan_KeepsSlacksLimits()
    {
        var proposed = await ProposeAsync();
        var pending = await ReadAsync(proposed);
        var hostile = string.Concat(Enumerable.Repeat("<!channel> *bold* & <https://evil.example|here>\n", 200));
        Bench.Store.With(pending with
        {
            Plan = pending.Plan with { Summary = hostile, Undo = hostile, Notes = [.. Enumerable.Repeat(hostile, 40)] },
            Risk = pending.Risk! with { Reasons = [.. Enumerable.Repeat(hostile, 40)] },
        });

        await slack.SendPressAsync("deny", proposed);

        var blocks = slack.View.GetProperty("blocks").EnumerateArray().ToList();
        Assert.InRange(blocks.Count, 5, 100);
        Assert.All(blocks.Where(b => b.TryGetProperty("text", out _)), b => Assert.InRange(b.GetProperty("text").GetProperty("text").GetString()!.Length, 1, 3000));
        Assert.All(
            blocks.Where(b => b.TryGetProperty("fields", out _)).Select(b => b.GetProperty("fields").EnumerateArray().ToList()),
            fields => Assert.True(fields.Count <= 10 && fields.TrueForAll(f => f.GetProperty("text").GetString()!.Length <= 2000)));
        Assert.InRange(slack.View.GetProperty("title").GetProperty("text").GetString()!.Length, 1, 24);
        Assert.InRange(slack.View.GetProperty("private_metadata").GetString()!.Length, 1, 3000);
        Assert.DoesNotContain("mrkdwn", slack.View.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(blocks, b => b.TryGetProperty("text", out var t) && t.GetProperty("text").GetString()!.Contains('<', StringComparison.Ordinal));
    }

    // As Slack's worker has it proposed, by the engineer's own signed message.
    private async Task<Answer> ProposeAsync(string instanceId = Instances.WebId)
    {
        var request = Events.Post("/operations/reboot_ec2", new JsonObject { ["instance_id"] = instanceId, ["reason"] = "The application hangs since 08:50." })
            .Without("X-API-Key").With(Headers.SignedRequest, CredentialHeaders.Text(slack.Signed(SlackSide.Command("reboot"))));
        var proposed = new Answer(await Bench.InvokeAsync(FunctionNames.Proposals, request));
        Assert.Equal(ProposalStatus.Pending, (await ReadAsync(proposed)).Status);
        return proposed;
    }

    private async Task<Answer> ProposeAssertedAsync()
    {
        var proposed = await Bench.ProposeAsync(Users.Engineer);
        Assert.Equal("2", proposed["approvals_needed"]);
        return proposed;
    }

    private async Task<Answer> DecideAsync(SignedRequest signed, string route, JsonObject parameters, string? key = null) => new(await Bench.InvokeAsync(
        FunctionNames.Proposals,
        Events.Post($"/operations/{route}", parameters).With("X-API-Key", key).With(Headers.SignedRequest, CredentialHeaders.Text(signed))));

    private Task<Proposal> ReadAsync(Answer proposed) => Bench.ReadAsync(ProposalId.TryParse(proposed["proposal_id"])!.Value);

    private async Task IsPendingAsync(Answer proposed)
    {
        Assert.Equal(ProposalStatus.Pending, (await ReadAsync(proposed)).Status);
        Assert.Empty(Bench.Executor.Changes());
    }

    private static string Said(Answer answer)
    {
        Assert.Equal((200, "update"), (answer.Status, answer["response_action"]));
        var view = answer.Body.GetProperty("view");
        Assert.Equal("modal", view.GetProperty("type").GetString());
        return view.GetProperty("blocks")[0].GetProperty("text").GetProperty("text").GetString()!;
    }

    private sealed class StubProposals(string how) : IProposalsFunction
    {
        public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> proxyEvent, CancellationToken cancellationToken)
        {
            if (how == "hangs")
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return how switch
            {
                "answers nonsense" => "{\"statusCode\":200,\"body\":\"<html>\"}"u8.ToArray(),
                "answers nothing" => "null"u8.ToArray(),
                _ => throw new AwsException(ErrorCode.AwsServiceError, "lambda:InvokeFunction", "Proposals", "failed"),
            };
        }
    }
}
