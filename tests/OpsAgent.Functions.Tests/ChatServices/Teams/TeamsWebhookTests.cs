using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Functions.Tests.ChatServices.Teams;

public sealed class TeamsWebhookTests : IAsyncDisposable
{
    private const string Card = "application/vnd.microsoft.card.adaptive";
    private const string Text = "application/vnd.microsoft.activity.message";

    private readonly TeamsBench _teams = new();

    public ValueTask DisposeAsync() => _teams.DisposeAsync();

    [Fact]
    public async Task Handle_AMessage_IsTakenWhileTheWorkStillWaits()
    {
        var answer = await _teams.SendAsync(TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, "what is going on?"));

        Assert.Equal((200, string.Empty), (answer.StatusCode, answer.Body));
        Assert.Equal(TeamsActivities.AccountOf(TeamsActivities.EngineerId), _teams.TakeJob().Account);
        Assert.Empty(_teams.Microsoft.Messages);
    }

    [Fact]
    public async Task Handle_TheSameActivityAgain_IsTakenOnce()
    {
        var activity = TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, "what is going on?");

        await _teams.SendAsync(activity);
        _teams.Bench.Time.Advance(TimeSpan.FromMinutes(2));
        await _teams.SendAsync(activity);

        Assert.Equal(1, _teams.JobsWaiting);
    }

    [Fact]
    public async Task Handle_ABodyInBase64_IsTheSameActivity()
    {
        await _teams.PostAsync(TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, "what is going on?").ToJsonString(), $"Bearer {_teams.Microsoft.Token(_teams.Now)}", base64: true);

        Assert.Equal(1, _teams.JobsWaiting);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer a.b.c", 403)]
    [InlineData("HMAC AAAA", 403)]
    public async Task Handle_WithoutAProofThatHolds_IsRefusedAndAuditedAndLearnsNothing(string? proof, int status)
    {
        var answer = await _teams.PostAsync(TeamsActivities.ToWebhook(_teams.Now, "help").ToJsonString(), proof);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(0, _teams.JobsWaiting);
        Assert.Contains(_teams.Bench.Lines, l => l.Contains(WireName.Of(AuditEventType.AuthenticationFailed), StringComparison.Ordinal) && l.Contains("/teams/messages", StringComparison.Ordinal));
        Assert.DoesNotContain("tenant", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_WhileSettingsCannotBeRead_TakesNothing()
    {
        _teams.Bench.Settings.Failure = new AwsException(ErrorCode.AwsServiceError, "ssm:GetParameter", "x", "SSM does not answer.");

        Assert.Equal(503, (await _teams.SendAsync(TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, "help"))).StatusCode);
    }

    [Fact]
    public async Task Handle_WhatNobodySentOrNobodyAsked_IsPassedOver()
    {
        var ofAnApp = TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, "hello");
        ofAnApp["from"]!["aadObjectId"] = null;
        var typing = TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, string.Empty);
        typing["type"] = "typing";

        Assert.Equal(200, (await _teams.SendAsync(ofAnApp)).StatusCode);
        Assert.Equal(200, (await _teams.SendAsync(typing)).StatusCode);
        Assert.Equal(200, (await _teams.SendAsync(TeamsActivities.Arrival(_teams.ServiceUrl, _teams.Now, "29:somebody"))).StatusCode);
        Assert.Equal(0, _teams.JobsWaiting);
    }

    [Fact]
    public async Task Handle_AnApproval_IsDecidedAtOnceAndAnsweredWithTheCard()
    {
        var proposal = await _teams.ProposeAsync();

        var (type, card) = await _teams.DecideAsync(proposal);

        Assert.Equal(Card, type);
        Assert.Equal("AdaptiveCard", card["type"]!.GetValue<string>());
        Assert.DoesNotContain(TeamsBench.Nodes(card), n => n["verb"]?.GetValue<string>() == "approve");
        var approval = Assert.Single((await _teams.Bench.ReadAsync(proposal.Id)).Approvals);
        Assert.Equal(new Person(Users.Lead, IdentityKind.Verified, RequestSource.Teams, InPerson: true), approval.By);
        Assert.Equal(0, _teams.JobsWaiting);
    }

    [Fact]
    public async Task Handle_ADenial_TakesItsReasonFromTheCard()
    {
        var proposal = await _teams.ProposeAsync();

        Assert.Equal(Card, (await _teams.DecideAsync(proposal, "deny")).Type);

        Assert.Equal(
            (ProposalStatus.Denied, "Not during the release.", Users.Lead),
            (await _teams.Bench.ReadAsync(proposal.Id)) is { Closure: { } closure } denied ? (denied.Status, closure.Reason, closure.By.UserId) : default);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no")]
    public async Task Handle_ADenialWithoutAReason_DecidesNothingAndSaysSo(string? reason)
    {
        var proposal = await _teams.ProposeAsync();

        var (type, text) = await _teams.DecideAsync(proposal, "deny", reason: reason);

        Assert.Equal(Text, type);
        Assert.StartsWith("Say why", text.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(ProposalStatus.Pending, (await _teams.Bench.ReadAsync(proposal.Id)).Status);
    }

    [Fact]
    public async Task Handle_AWithdrawal_IsTheRequestersAlone()
    {
        var proposal = await _teams.ProposeAsync();

        Assert.Contains("Only the person who proposed", await RefusedAsync(proposal, "withdraw", TeamsActivities.LeadId, "f:1"), StringComparison.Ordinal);
        Assert.Equal(Card, (await _teams.DecideAsync(proposal, "withdraw", TeamsActivities.EngineerId, "f:2")).Type);
        Assert.Equal(ProposalStatus.Withdrawn, (await _teams.Bench.ReadAsync(proposal.Id)).Status);
    }

    [Theory]
    [InlineData(TeamsActivities.EngineerId, "proposed this change")]
    [InlineData(TeamsActivities.ViewerId, "takes the role \"approver\"")]
    [InlineData(TeamsActivities.StrangerId, "is nobody's in /opsagent/people")]
    public async Task Handle_AnApprovalByWhoMayNot_DecidesNothingAndSaysWhy(string user, string why)
    {
        var proposal = await _teams.ProposeAsync();

        Assert.Contains(why, await RefusedAsync(proposal, "approve", user, "f:1"), StringComparison.Ordinal);
        Assert.Empty((await _teams.Bench.ReadAsync(proposal.Id)).Approvals);
    }

    [Fact]
    public async Task Handle_AnApprovalOfAnotherPlan_DecidesNothing()
    {
        var proposal = await _teams.ProposeAsync();

        Assert.Equal(Text, (await _teams.DecideAsync(proposal, hash: "00000000")).Type);
        Assert.Empty((await _teams.Bench.ReadAsync(proposal.Id)).Approvals);
    }

    [Fact]
    public async Task Handle_AnApprovalAfterTheWindow_SaysThatItIsOver()
    {
        var proposal = await _teams.ProposeAsync();
        _teams.Bench.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.Contains("window is over", await RefusedAsync(proposal, "approve", TeamsActivities.LeadId, "f:late"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_TheSamePressSentAgain_IsSpent()
    {
        var proposal = await _teams.ProposeAsync();
        await _teams.DecideAsync(proposal);

        Assert.Equal(Text, (await _teams.DecideAsync(proposal)).Type);
        Assert.Single((await _teams.Bench.ReadAsync(proposal.Id)).Approvals);
    }

    [Fact]
    public async Task Handle_TwoPeopleWhoPressAtOnce_DecideOnce()
    {
        var proposal = await _teams.ProposeAsync();
        _teams.Bench.Settings.Cached[$"{ParameterNames.People}/2"] = $"{TeamsActivities.AccountOf(TeamsActivities.StrangerId)}=admin@example.com";

        var both = await Task.WhenAll(_teams.DecideAsync(proposal, id: "f:1"), _teams.DecideAsync(proposal, "deny", TeamsActivities.StrangerId, "f:2"));

        Assert.Single(both, b => b.Type == Card);
        var decided = await _teams.Bench.ReadAsync(proposal.Id);
        Assert.True(decided.Status is ProposalStatus.Denied ? decided.Approvals.IsEmpty : decided.Approvals.Length == 1);
    }

    // One person: proposed by another of their addresses, and asked to approve by the account of Teams.
    [Fact]
    public async Task Handle_AnApprovalByTheRequestersOtherDoor_IsTheirOwnAndCountsNot()
    {
        _teams.Bench.Settings.Cached[$"{ParameterNames.People}/2"] = "slack:T1DC2JH3J:U2CERLKJA=lead@example.com,lead.private@example.org=lead@example.com";
        var proposal = Proposals.In(ProposalStatus.Pending) with { Requester = Users.Person(Users.Id("lead.private@example.org"), IdentityKind.Verified, RequestSource.Slack) };
        _teams.Bench.Store.With(proposal);

        Assert.Contains("proposed this change", await RefusedAsync(proposal, "approve", TeamsActivities.LeadId, "f:1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ASecondApprovalByTheSamePerson_CountsOnce()
    {
        var proposal = Proposals.In(ProposalStatus.Pending) with { Risk = Proposals.Risk with { ApprovalsNeeded = 2 }, Approvals = [new Approval(Users.Person(Users.Lead, IdentityKind.Verified, RequestSource.Slack), Moments.After(3))] };
        _teams.Bench.Store.With(proposal);

        await _teams.DecideAsync(proposal, id: "f:1");

        Assert.Equal((1, ProposalStatus.Pending), (await _teams.Bench.ReadAsync(proposal.Id)) is var now ? (now.Approvals.Length, now.Status) : default);
    }

    [Fact]
    public async Task Handle_AHighRisk_IsDecidedAtTheConsole()
    {
        var proposal = Proposals.In(ProposalStatus.Pending) with { Risk = Proposals.Risk with { Level = Core.Guardrails.RiskLevel.High } };
        _teams.Bench.Store.With(proposal);

        Assert.Contains("at the console", await RefusedAsync(proposal, "approve", TeamsActivities.LeadId, "f:1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_WordsThatDecide_DecideNothing()
    {
        var proposal = await _teams.ProposeAsync();

        await _teams.SendAsync(TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, $"approve {proposal.Id} {proposal.PlanHash}", TeamsActivities.LeadId, "1700000000077"));
        await _teams.RunJobsAsync();

        Assert.Empty((await _teams.Bench.ReadAsync(proposal.Id)).Approvals);
    }

    // A message's request is no decision's, whoever hands it to Proposals with a decision's route.
    [Fact]
    public async Task Handle_ARefreshOfACard_DecidesNothing()
    {
        var proposal = await _teams.ProposeAsync();
        var refresh = TeamsActivities.Press(_teams.ServiceUrl, _teams.Now, "approve", new JsonObject { ["d"] = "approve", ["p"] = proposal.Id.Value, ["h"] = proposal.PlanHash.Short }, trigger: "automatic");

        Assert.Equal(400, JsonNode.Parse((await _teams.SendAsync(refresh)).Body)!["statusCode"]!.GetValue<int>());
        Assert.Empty((await _teams.Bench.ReadAsync(proposal.Id)).Approvals);
    }

    [Fact]
    public async Task Handle_ADecisionThatProposalsIsSlowAbout_IsAnsweredWithin15Seconds()
    {
        var proposal = await _teams.ProposeAsync();
        var (start, slow) = (_teams.Now, new TaskCompletionSource());
        _teams.Proposals.Before = () => slow.Task;

        var (type, text) = await _teams.DecideAsync(proposal);

        Assert.Equal(Text, type);
        Assert.Contains("on its way", text.GetValue<string>(), StringComparison.Ordinal);
        Assert.InRange(_teams.Now - start, TeamsWebhook.DecisionTimeout, TimeSpan.FromSeconds(15));
        slow.SetResult();
    }

    [Fact]
    public async Task Handle_ADecisionThatProposalsFailsAt_SaysSo()
    {
        var proposal = await _teams.ProposeAsync();
        _teams.Proposals.Before = () => throw new AwsException(ErrorCode.AwsServiceError, "lambda:InvokeFunction", "Proposals", "The function Proposals failed.");

        Assert.Equal("The function Proposals failed.", await RefusedAsync(proposal, "approve", TeamsActivities.LeadId, "f:1"));
    }

    [Fact]
    public async Task Handle_ADraftsButton_ShowsAtOnceThatItIsTakenAndOnlyToItsOwner()
    {
        await _teams.SendAsync(TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, $"reboot {Instances.WebId} because the application hangs since 08:50"));
        await _teams.RunJobsAsync();
        var ((_, id), message) = _teams.Microsoft.Messages.Single();
        var data = TeamsBench.Nodes(message).Single(n => n["verb"]?.GetValue<string>() == "confirm")["data"]!.AsObject();

        var others = await _teams.PressAsync("confirm", data.DeepClone().AsObject(), TeamsActivities.LeadId, "f:1", id);
        Assert.Equal((Text, 0), (others.Type, _teams.JobsWaiting));

        Assert.Equal(Card, (await _teams.PressAsync("confirm", data.DeepClone().AsObject(), TeamsActivities.EngineerId, "f:2", id)).Type);
        await _teams.PressAsync("confirm", data.DeepClone().AsObject(), TeamsActivities.EngineerId, "f:2", id);
        Assert.Equal(1, _teams.JobsWaiting);
    }

    [Fact]
    public async Task Handle_AnInvokeThatABotHasNot_SaysSo()
    {
        var other = TeamsActivities.Press(_teams.ServiceUrl, _teams.Now, "approve", []);
        other["name"] = "composeExtension/query";

        Assert.Equal(501, (await _teams.SendAsync(other)).StatusCode);
        Assert.Equal(400, JsonNode.Parse((await _teams.SendAsync(TeamsActivities.Press(_teams.ServiceUrl, _teams.Now, "launch", []))).Body)!["statusCode"]!.GetValue<int>());
    }

    [Fact]
    public async Task Handle_AnOutgoingWebhook_IsAnsweredWithACardOfLinksAlone()
    {
        var answer = JsonNode.Parse((await _teams.SendToWebhookAsync(TeamsActivities.ToWebhook(_teams.Now, $"status of {Instances.WebId}"))).Body)!;

        Assert.Equal("message", answer["type"]!.GetValue<string>());
        Assert.Contains("every status check passes", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.All(TeamsBench.Nodes(answer).Where(n => n["type"]?.GetValue<string>().StartsWith("Action.", StringComparison.Ordinal) is true), a => Assert.Equal("Action.OpenUrl", a["type"]!.GetValue<string>()));
        Assert.Equal(0, _teams.JobsWaiting);
    }

    [Fact]
    public async Task Handle_AnOutgoingWebhookSentAgain_IsAnsweredOnce()
    {
        var activity = TeamsActivities.ToWebhook(_teams.Now, $"status of {Instances.WebId}");

        await _teams.SendToWebhookAsync(activity);

        Assert.Contains("answered before", (await _teams.SendToWebhookAsync(activity)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_AnOutgoingWebhookThatTakesLong_IsToldSoInTime()
    {
        var (start, slow) = (_teams.Now, new TaskCompletionSource());
        _teams.BeforeAnswer = () => slow.Task;

        var answer = await _teams.SendToWebhookAsync(TeamsActivities.ToWebhook(_teams.Now, "what is going on?"));

        Assert.Contains("working on it", answer.Body, StringComparison.Ordinal);
        Assert.InRange(_teams.Now - start, TeamsWebhook.AnswerTimeout, TimeSpan.FromSeconds(5));
        slow.SetResult();
    }

    [Fact]
    public async Task Handle_AnOutgoingWebhookWithADecisionsButton_DecidesNothing()
    {
        var proposal = await _teams.ProposeAsync();
        var press = TeamsActivities.Press(_teams.ServiceUrl, _teams.Now, "approve", new JsonObject { ["d"] = "approve", ["p"] = proposal.Id.Value, ["h"] = proposal.PlanHash.Short });

        Assert.Equal(200, (await _teams.SendToWebhookAsync(press)).StatusCode);
        Assert.Empty((await _teams.Bench.ReadAsync(proposal.Id)).Approvals);
    }

    private async Task<string> RefusedAsync(Proposal proposal, string verb, string user, string id)
    {
        var (type, text) = await _teams.DecideAsync(proposal, verb, user, id);
        Assert.Equal(Text, type);
        return text.GetValue<string>();
    }
}
