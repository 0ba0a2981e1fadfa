using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Aws.Stores;
using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Functions.ChatServices;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Architecture;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Slack;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

/// <summary>What people write and press in Slack, and where the answer stands.</summary>
public sealed class SlackRepliesTests
{
    private const string Reboot = "reboot i-0a1b2c3d4e5f60001 because the application hangs since 08:50";

    [Fact]
    public async Task Reply_ToASlashCommand_IsSeenByThatPersonAlone()
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(slack.Command(SlackBench.Engineer, "status of i-0a1b2c3d4e5f60001"));

        Assert.Contains("running", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Incidents, SlackBench.Engineer))), StringComparison.Ordinal);
        Assert.Empty(slack.Slack.In(SlackBench.Incidents));
    }

    [Fact]
    public async Task Reply_ToAMention_StandsInTheThreadForAll()
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, "is i-0a1b2c3d4e5f60001 ok?", "1773478000.000001"));
        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, "and now?"));

        Assert.Equal(["1773478000.000001", "1773478800.000003"], slack.Slack.In(SlackBench.Incidents).Select(m => m.Thread));
        Assert.Contains("running", SlackBench.Read(slack.Slack.Messages[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_ToAMentionAlone_IsTheHelp()
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, string.Empty));
        await slack.InvokeAsync(slack.Command(SlackBench.Engineer, "  "));

        Assert.All(slack.Slack.Messages, m => Assert.Contains("reboot", SlackBench.Read(m), StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, slack.Slack.Messages.Count);
    }

    [Fact]
    public async Task Reply_ToADirectMessage_GoesOnWithTheConversationWhicheverThreadItStandsIn()
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(slack.DirectMessage(SlackBench.Engineer, Reboot));
        await slack.InvokeAsync(slack.DirectMessage(SlackBench.Engineer, "yes"));

        Assert.All(slack.Slack.Messages, m => Assert.Equal(SlackBench.Direct, m.Channel));
        Assert.Contains("Being checked", SlackBench.Read(slack.Slack.Messages[1]), StringComparison.Ordinal);
    }

    // Bots' own messages, edits and the like, and everything else that is no message of a person's.
    [Theory]
    [InlineData("""{"type":"message","channel_type":"im","channel":"D0ENGINEER","ts":"1.1","text":"hello","bot_id":"B1"}""")]
    [InlineData("""{"type":"message","channel_type":"im","channel":"D0ENGINEER","ts":"1.1","subtype":"message_changed"}""")]
    [InlineData("""{"type":"message","channel_type":"channel","channel":"C0INCIDENTS","ts":"1.1","text":"hello"}""")]
    [InlineData("""{"type":"app_home_opened","channel":"D0ENGINEER","tab":"home"}""")]
    [InlineData("""{"type":"reaction_added","item":{"channel":"C0INCIDENTS"}}""")]
    [InlineData("""{"type":"app_mention","text":"hello"}""")]
    public async Task Reply_ToAnEventThatIsNoMessageToUs_IsNone(string sent)
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(slack.Event(SlackBench.Engineer, JsonNode.Parse(sent)!.AsObject()));

        Assert.Empty(slack.Slack.Calls);
    }

    [Theory]
    [InlineData("""{"type":"app_home_opened","channel":"D0ENGINEER","tab":"messages"}""", null)]
    [InlineData("""{"type":"assistant_thread_started","assistant_thread":{"user_id":"U0ENGINEER","channel_id":"D0ENGINEER","thread_ts":"1773478000.000001"}}""", "1773478000.000001")]
    public async Task Reply_ToAConversationThatIsOpened_SuggestsWhatToAsk(string sent, string? thread)
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(slack.Event(SlackBench.Engineer, JsonNode.Parse(sent)!.AsObject()));

        var (method, body) = Assert.Single(slack.Slack.Calls);
        Assert.Equal(("assistant.threads.setSuggestedPrompts", SlackBench.Direct, thread), (method, body["channel_id"]!.GetValue<string>(), body["thread_ts"]?.GetValue<string>()));
        Assert.InRange(body["prompts"]!.AsArray().Count, 1, 4);
    }

    [Fact]
    public async Task Reply_ToAPersonWhomNobodyKnows_TellsThemAlone()
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(slack.Mention(SlackBench.Stranger, "what is going on?"));
        await slack.InvokeAsync(slack.Command(SlackBench.Stranger, "what is going on?"));

        Assert.Equal(2, slack.Slack.In(SlackBench.Incidents, SlackBench.Stranger).Count(m => SlackBench.Read(m).Contains("slack:T024BE7LD:U0STRANGER", StringComparison.Ordinal)));
        Assert.Empty(slack.Slack.In(SlackBench.Incidents));
    }

    [Fact]
    public async Task Confirm_TheDraftOfAMention_BecomesTheProposalsMessageForAll()
    {
        await using var slack = await SlackBench.StartAsync();
        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, Reboot));
        var draft = Assert.Single(slack.Slack.In(SlackBench.Incidents));

        await slack.InvokeAsync(slack.Press(SlackBench.Engineer, draft, SlackActions.Confirm));

        var message = Assert.Single(slack.Slack.In(SlackBench.Incidents));
        Assert.Equal((draft.Ts, true), (message.Ts, message.IsEdited));
        Assert.Contains("Being checked", SlackBench.Read(message), StringComparison.Ordinal);
        var proposal = Assert.Single(slack.Bench.Store.All);
        Assert.Equal(Users.Engineer, proposal.Requester.UserId);
        await slack.ChangeAsync(Pending(proposal));
        Assert.Contains("Waiting for approval", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Incidents))), StringComparison.Ordinal);
        Assert.Contains("Waiting for approval", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Approvals))), StringComparison.Ordinal);
    }

    // The stream may tell of the proposal before its requester is answered.
    [Fact]
    public async Task Confirm_AfterTheProposalWasShownElsewhere_ShowsItsNewestState()
    {
        await using var slack = await SlackBench.StartAsync();
        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, Reboot));
        slack.Bench.ShownProposals.BeforeSave = async _ =>
        {
            slack.Bench.ShownProposals.BeforeSave = null;
            await slack.Bench.InvokeAsync(FunctionNames.ChatWorker, DynamoProposalChanges.EventOf(Pending(slack.Bench.Store.All[0])));
        };

        await slack.InvokeAsync(slack.Press(SlackBench.Engineer, slack.Slack.Messages[0], SlackActions.Confirm));

        Assert.Equal(2, slack.Slack.Messages.Count);
        Assert.All(slack.Slack.Messages, m => Assert.Contains("Waiting for approval", SlackBench.Read(m), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Confirm_TheDraftOfASlashCommand_ShowsTheProposalInItsChannel()
    {
        await using var slack = await SlackBench.StartAsync();
        await slack.InvokeAsync(slack.Command(SlackBench.Engineer, Reboot));
        var draft = Assert.Single(slack.Slack.In(SlackBench.Incidents, SlackBench.Engineer));

        await slack.InvokeAsync(slack.Press(SlackBench.Engineer, draft, SlackActions.Confirm));

        Assert.Contains("Proposed", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Incidents, SlackBench.Engineer))), StringComparison.Ordinal);
        Assert.Empty(SlackBench.Actions(Assert.Single(slack.Slack.In(SlackBench.Incidents, SlackBench.Engineer))));
        Assert.Contains("Being checked", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Incidents))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_InTheApprovalChannel_LeavesOneMessageThere()
    {
        await using var slack = await SlackBench.StartAsync();
        await slack.InvokeAsync(slack.Command(SlackBench.Engineer, Reboot, SlackBench.Approvals));

        await slack.InvokeAsync(slack.Press(SlackBench.Engineer, slack.Slack.Messages[0], SlackActions.Confirm));
        await slack.ChangeAsync(Pending(slack.Bench.Store.All[0]));

        Assert.Contains(SlackActions.Approve, SlackBench.Actions(Assert.Single(slack.Slack.In(SlackBench.Approvals))));
    }

    [Fact]
    public async Task Confirm_ByAnother_DoesNothingAndTellsThemAlone()
    {
        await using var slack = await SlackBench.StartAsync();
        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, Reboot));

        await slack.InvokeAsync(slack.Press(SlackBench.Lead, slack.Slack.Messages[0], SlackActions.Confirm));

        Assert.Empty(slack.Bench.Store.All);
        Assert.Contains("Only the person", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Incidents, SlackBench.Lead))), StringComparison.Ordinal);
        Assert.Contains(SlackActions.Confirm, SlackBench.Actions(slack.Slack.Messages[0]));
    }

    // Lambda may hand a job over twice, and people press twice.
    [Fact]
    public async Task Confirm_TheSamePressTwiceAndAnother_ProposesOnce()
    {
        await using var slack = await SlackBench.StartAsync();
        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, Reboot));
        var press = slack.Press(SlackBench.Engineer, slack.Slack.Messages[0], SlackActions.Confirm);
        var another = slack.Press(SlackBench.Engineer, slack.Slack.Messages[0], SlackActions.Confirm);

        await slack.InvokeAsync(press.DeepClone());
        await slack.InvokeAsync(press);
        await slack.InvokeAsync(another);

        Assert.Single(slack.Bench.Store.All);
        Assert.StartsWith("\U0001F50E Being checked", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Incidents))).Trim('*'), StringComparison.Ordinal);
        Assert.Contains("confirmed before", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Incidents, SlackBench.Engineer))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_ADraftThatIsOver_TakesItsButtonAway()
    {
        await using var slack = await SlackBench.StartAsync();
        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, Reboot));
        var press = slack.Press(SlackBench.Engineer, slack.Slack.Messages[0], SlackActions.Confirm);
        slack.Bench.Time.Advance(TimeSpan.FromMinutes(6));

        await slack.InvokeAsync(press);

        var message = Assert.Single(slack.Slack.Messages);
        Assert.Contains("ended five minutes after", SlackBench.Read(message), StringComparison.Ordinal);
        Assert.Empty(SlackBench.Actions(message));
    }

    [Fact]
    public async Task ProposeAgain_OfAnExpiredOne_ProposesTheSameInTheNameOfWhoPressed()
    {
        await using var slack = await SlackBench.StartAsync();
        var expired = Proposals.In(ProposalStatus.Expired);
        slack.Bench.Store.With(expired);
        await slack.ChangeAsync(Proposals.In(ProposalStatus.Pending), expired);

        await slack.InvokeAsync(slack.Press(SlackBench.Lead, Assert.Single(slack.Slack.Messages), SlackActions.Again));

        var again = Assert.Single(slack.Bench.Store.All, p => p.Id != expired.Id);
        Assert.Equal((Users.Lead, expired.Plan.Operation, expired.Plan.Reason), (again.Requester.UserId, again.Plan.Operation, again.Plan.Reason));
        await slack.ChangeAsync(Pending(again));
        Assert.Equal(2, slack.Slack.In(SlackBench.Approvals).Count());
    }

    [Fact]
    public async Task ProposeAgain_WhereThePlanChanged_ShowsADraftToWhoPressedAlone()
    {
        await using var slack = await SlackBench.StartAsync();
        var expired = Proposals.In(ProposalStatus.Expired) with { Plan = Scaling.Plan(), PlanHash = Scaling.Plan().Hash() };
        slack.Bench.Store.With(expired);
        await slack.ChangeAsync(Proposals.In(ProposalStatus.Pending), expired);
        slack.Bench.Services.Put(SampleServices.WebAt(4));

        await slack.InvokeAsync(slack.Press(SlackBench.Lead, Assert.Single(slack.Slack.Messages), SlackActions.Again));

        Assert.Single(slack.Bench.Store.All);
        var draft = Assert.Single(slack.Slack.In(SlackBench.Approvals, SlackBench.Lead));
        Assert.Contains("nothing was proposed: desired_count was 3 and is 4.", SlackBench.Read(draft), StringComparison.Ordinal);

        await slack.InvokeAsync(slack.Press(SlackBench.Lead, draft, SlackActions.Confirm));

        Assert.Equal(Users.Lead, Assert.Single(slack.Bench.Store.All, p => p.Id != expired.Id).Requester.UserId);
    }

    [Fact]
    public async Task ProposeAgain_OfOneThatIsStillOpen_ProposesNothing()
    {
        await using var slack = await SlackBench.StartAsync();
        var expired = Proposals.In(ProposalStatus.Expired);
        await slack.ChangeAsync(Proposals.In(ProposalStatus.Pending), expired);
        slack.Bench.Store.With(Proposals.In(ProposalStatus.Completed));

        await slack.InvokeAsync(slack.Press(SlackBench.Lead, Assert.Single(slack.Slack.Messages), SlackActions.Again));

        Assert.Single(slack.Bench.Store.All);
        Assert.Contains("not proposed again", SlackBench.Read(Assert.Single(slack.Slack.In(SlackBench.Approvals, SlackBench.Lead))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_ThatSlackTakesLater_IsSentWhenItDoes()
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Slack.Fail("chat.postMessage", "429", "429");

        await slack.InvokeAsync(slack.Mention(SlackBench.Engineer, "help"));

        Assert.Single(slack.Slack.Messages);
        Assert.True(slack.Bench.Time.GetUtcNow() >= Moments.After(2));
    }

    [Fact]
    public async Task Reply_ThatFailed_IsMadeAgainWhenTheJobIs()
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Slack.Fail("chat.postMessage", "internal_error");
        var job = slack.Mention(SlackBench.Engineer, "help");

        await Assert.ThrowsAnyAsync<Exception>(() => slack.InvokeAsync(job.DeepClone()));
        await slack.InvokeAsync(job);

        Assert.Single(slack.Slack.Messages);
    }

    [Theory]
    [InlineData("https://hooks.slack.com.evil.example/commands/1")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    public async Task Reply_ToAnAddressThatIsNotSlacks_IsNotSent(string url)
    {
        await using var slack = await SlackBench.StartAsync();
        var job = slack.Command(SlackBench.Engineer, "help");
        var request = job["request"]!.AsObject();
        request["body"] = System.Text.RegularExpressions.Regex.Replace(request["body"]!.GetValue<string>(), "response_url=[^&]*", $"response_url={Uri.EscapeDataString(url)}");

        await Assert.ThrowsAnyAsync<Exception>(() => slack.InvokeAsync(job));

        Assert.Empty(slack.Slack.Calls);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"account":"slack:T024BE7LD:U0ENGINEER"}""")]
    [InlineData("""{"account":"slack:T024BE7LD:U0ENGINEER","request":{"source":"teams","body":"{}","proof":"x"}}""")]
    [InlineData("""{"account":"slack:T024BE7LD:U0ENGINEER","request":{"source":"slack","body":"nothing","proof":"x"}}""")]
    [InlineData("""{"detail-type":"Scheduled Event"}""")]
    public async Task Handle_AnythingElse_IsLoggedAndDropped(string input)
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.InvokeAsync(JsonNode.Parse(input) ?? JsonValue.Create("null")!);

        Assert.Empty(slack.Slack.Calls);
        Assert.Contains("ERROR", slack.Bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("U0ENGINEER", slack.Bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    // The account of the job is whom ChatWebhooks verified: one that is not the service's own is nobody's.
    [Theory]
    [InlineData("teams:8d2a0b1c-0000-4000-8000-000000000001:8d2a0b1c-0000-4000-8000-000000000002")]
    [InlineData("engineer@example.com")]
    public async Task Handle_AJobOfAnotherAccount_AsksForNothingInItsName(string account)
    {
        await using var slack = await SlackBench.StartAsync();
        var job = slack.DirectMessage(SlackBench.Engineer, "what is going on?");
        job["account"] = account;

        await slack.InvokeAsync(job);

        Assert.Contains("Authentication failed", SlackBench.Read(Assert.Single(slack.Slack.Messages)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_AsItIsMade_HoldsNothingOfProposals()
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Bench.Change = ports => ports with { ProposalsFunction = () => Untouchable.Of<IProposalsFunction>() };

        Type[] hands = [typeof(Core.Approvals.Ledger.IApprovalStore), typeof(Core.Approvals.Ledger.IProposalIndex), typeof(Core.Approvals.StateMachine.IStateMachine), typeof(Proposer), typeof(Decider)];
        Assert.Empty(HeldObjects.Of(slack.Bench.Function(FunctionNames.ChatWorker)).Where(o => Array.Exists(hands, h => h.IsInstanceOfType(o))).Select(o => o.GetType().FullName));
    }

    private static Proposal Pending(Proposal submitted)
    {
        var assessed = Proposals.Take(submitted, new Core.Approvals.Transitions.ProposalCommand.Assess(Proposals.Risk), Moments.After(1)).Proposal;
        return Proposals.Take(assessed, new Core.Approvals.Transitions.ProposalCommand.Await(Proposals.Wait), Moments.After(2)).Proposal;
    }
}
