using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.ChatServices.Teams;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Teams;

namespace OpsAgent.Functions.Tests.ChatServices.Teams;

public sealed class TeamsRepliesTests : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = CoreJson.Default };

    private readonly TeamsBench _teams = new();

    public ValueTask DisposeAsync() => _teams.DisposeAsync();

    /// <summary>The message's whole life, each state as a file to read. Another form is written with <c>RECORD=true</c> and reviewed.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public async Task Update_InAState_ShowsWhatWasRecorded(string state)
    {
        await _teams.UpdateAsync(Story.Pending);
        await _teams.UpdateAsync(Story.All[state] with { Version = 50 });

        var written = _teams.Microsoft.CardIn(FakeTeams.ApprovalConversation).ToJsonString(Readable) + "\n";
        var file = Path.Combine(TestFiles(), $"{state}.json");
        if (Environment.GetEnvironmentVariable("RECORD") == "true")
        {
            await File.WriteAllTextAsync(file, written, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), written);
    }

    public static TheoryData<string> States => [.. Story.All.Keys];

    [Fact]
    public async Task Update_OfAProposalFromFirstToLast_IsOneMessage()
    {
        foreach (var (proposal, _) in Proposals.Story(ProposalStatus.Completed))
        {
            await _teams.UpdateAsync(proposal);
        }

        Assert.Single(_teams.Microsoft.Messages);
        Assert.Contains("Completed", _teams.Microsoft.CardIn(FakeTeams.ApprovalConversation).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_OutOfOrder_KeepsWhatIsNewer()
    {
        var story = Proposals.Story(ProposalStatus.Denied);
        await _teams.UpdateAsync(story[^2].Proposal);
        await _teams.UpdateAsync(story[^1].Proposal);
        await _teams.UpdateAsync(story[^2].Proposal);

        Assert.Contains("Denied", _teams.Microsoft.CardIn(FakeTeams.ApprovalConversation).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_OfAMessageThatWasDeleted_PostsItAnewOnce()
    {
        var story = Proposals.Story(ProposalStatus.Completed).Select(s => s.Proposal).Where(p => p.Status is not ProposalStatus.Submitted).ToList();
        await _teams.UpdateAsync(story[0]);
        foreach (var next in story.Skip(1))
        {
            foreach (var (conversation, id) in _teams.Microsoft.Messages.Keys)
            {
                _teams.Microsoft.Delete(conversation, id);
            }

            await _teams.UpdateAsync(next);
        }

        Assert.Equal(2, _teams.Microsoft.Calls.Count(c => c.Method == "POST"));
    }

    [Fact]
    public async Task Update_WhileTeamsTakesNoMore_WaitsAndThenShowsIt()
    {
        _teams.Microsoft.FailNext(429, "2");
        _teams.Microsoft.FailNext(429, "30");

        await _teams.UpdateAsync(Story.Pending);

        Assert.Single(_teams.Microsoft.Messages);
    }

    [Fact]
    public async Task Update_WhereTheBotIsNotInTheConversation_IsLoggedAndOver()
    {
        _teams.Microsoft.FailNext(403);

        await _teams.UpdateAsync(Story.Pending);
        await _teams.UpdateAsync(Proposals.In(ProposalStatus.Denied));

        Assert.Single(_teams.Microsoft.Calls);
        Assert.Contains("is not shown in a conversation of Teams any more", _teams.Bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_WhenTeamsFails_ThrowsSoThatTheRecordComesAgain()
    {
        _teams.Microsoft.FailNext(500);

        await Assert.ThrowsAsync<TeamsConnectorException>(() => _teams.UpdateAsync(Story.Pending));
        await _teams.UpdateAsync(Story.Pending);

        Assert.Single(_teams.Microsoft.Messages);
    }

    [Fact]
    public async Task Update_WithoutABotOrAConversationForApprovals_SendsNothing()
    {
        _teams.Bench.Settings.Cached[ParameterNames.Teams] = TeamsSide.Settings(s => s.Remove("approval_conversation"));
        await _teams.UpdateAsync(Story.Pending);
        _teams.Bench.Settings.Cached.TryRemove(ParameterNames.Teams, out _);
        await _teams.UpdateAsync(Story.Pending);

        Assert.Empty(_teams.Microsoft.Calls);
    }

    [Fact]
    public async Task Reply_ToAQuestion_AnswersInItsThread()
    {
        await AskAsync($"how is {Instances.WebId}?");

        var ((conversation, _), message) = Assert.Single(_teams.Microsoft.Messages);
        Assert.Equal(TeamsActivities.Channel, conversation);
        Assert.Contains("every status check passes", message.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("how is &lt;i-0a1b2c3d4e5f60001&gt;?")]
    [InlineData("&nbsp;how is i-0a1b2c3d4e5f60001?\n")]
    public async Task Reply_ToTextAsTeamsWritesIt_ReadsWhatWasWritten(string text)
    {
        await AskAsync(text);

        Assert.Contains("every status check passes", Assert.Single(_teams.Microsoft.Messages).Value.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_ToAMentionAlone_IsHelp()
    {
        await AskAsync(string.Empty);

        Assert.StartsWith("I look at once.", Assert.Single(_teams.Microsoft.Messages).Value["summary"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_ToAStranger_SaysWhichEntryIsMissing()
    {
        await AskAsync("what is going on?", TeamsActivities.StrangerId);

        Assert.Contains("/opsagent/people", Unescaped(Assert.Single(_teams.Microsoft.Messages).Value), StringComparison.Ordinal);
        Assert.Contains(TeamsActivities.AccountOf(TeamsActivities.StrangerId), Unescaped(Assert.Single(_teams.Microsoft.Messages).Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_WhenTheBotComes_Greets()
    {
        await _teams.SendAsync(TeamsActivities.Arrival(_teams.ServiceUrl, _teams.Now));
        await _teams.SendAsync(TeamsActivities.Arrival(_teams.ServiceUrl, _teams.Now));
        await _teams.RunJobsAsync();

        Assert.Contains("I am OpsAgent", Assert.Single(_teams.Microsoft.Messages).Value.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_ToAConfirmedDraft_TurnsItsMessageIntoTheProposals()
    {
        var proposal = await _teams.ProposeAsync();
        await _teams.UpdateAsync(proposal);

        Assert.Equal((ProposalStatus.Pending, RequestSource.Teams, Users.Engineer), (proposal.Status, proposal.Requester.Source, proposal.Requester.UserId));
        Assert.Equal([TeamsActivities.Channel, FakeTeams.ApprovalConversation], [.. _teams.Microsoft.Messages.Keys.Select(k => k.Conversation).Order()]);
        Assert.Equal(
            _teams.Microsoft.CardIn(FakeTeams.ApprovalConversation).ToJsonString(), _teams.Microsoft.CardIn(TeamsActivities.Channel).ToJsonString());
    }

    [Fact]
    public async Task Reply_ToADraftsButtonThatIsHandedOverTwice_ProposesOnce()
    {
        await AskAsync($"reboot {Instances.WebId} because the application hangs since 08:50");
        var ((_, id), message) = _teams.Microsoft.Messages.Single();
        var data = TeamsBench.Nodes(message).Single(n => n["verb"]?.GetValue<string>() == "confirm")["data"]!.DeepClone().AsObject();
        await _teams.PressAsync("confirm", data, TeamsActivities.EngineerId, "f:1", id);
        var job = _teams.TakeJob();

        await _teams.RunAsync(job);
        await _teams.RunAsync(job);

        Assert.Single(_teams.Bench.Store.All);
        Assert.Single(_teams.Microsoft.Messages);
    }

    [Fact]
    public async Task Reply_ToADraftThatIsOver_SaysSoInItsPlace()
    {
        await AskAsync($"reboot {Instances.WebId} because the application hangs since 08:50");
        var ((_, id), message) = _teams.Microsoft.Messages.Single();
        var data = TeamsBench.Nodes(message).Single(n => n["verb"]?.GetValue<string>() == "confirm")["data"]!.DeepClone().AsObject();
        _teams.Bench.Time.Advance(TimeSpan.FromMinutes(6));

        await _teams.PressAsync("confirm", data, TeamsActivities.EngineerId, "f:1", id);
        await _teams.RunJobsAsync();

        Assert.Empty(_teams.Bench.Store.All);
        Assert.DoesNotContain(TeamsBench.Nodes(Assert.Single(_teams.Microsoft.Messages).Value), n => n["verb"]?.GetValue<string>() == "confirm");
    }

    [Fact]
    public async Task Reply_ToProposeAgainAfterExpiry_IsANewProposalOfWhoPressed()
    {
        var proposal = await _teams.ProposeAsync();
        var expired = await ExpireAsync(proposal);
        await _teams.UpdateAsync(expired);
        var again = TeamsBench.Nodes(_teams.Microsoft.CardIn(TeamsActivities.Channel)).Single(n => n["verb"]?.GetValue<string>() == "again");

        await _teams.PressAsync("again", again["data"]!.DeepClone().AsObject(), TeamsActivities.LeadId, "f:again");
        await _teams.RunJobsAsync();

        var next = Assert.Single(_teams.Bench.Store.All, p => p.Id != proposal.Id);
        Assert.Equal((Users.Lead, ProposalStatus.Pending, proposal.Plan.Summary), (next.Requester.UserId, next.Status, next.Plan.Summary));
        Assert.Equal(2, _teams.Microsoft.Messages.Count(m => m.Key.Conversation == TeamsActivities.Channel));
    }

    [Fact]
    public async Task Reply_WithWhateverItShows_HoldsNoToken()
    {
        var proposal = await _teams.ProposeAsync();
        await _teams.UpdateAsync(proposal);

        Assert.All(_teams.Microsoft.Messages.Values, m =>
        {
            Assert.DoesNotContain("approve-", m.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain(proposal.Wait!.TaskToken.Reveal(), m.ToJsonString(), StringComparison.Ordinal);
        });
    }

    private async Task AskAsync(string text, string user = TeamsActivities.EngineerId)
    {
        await _teams.SendAsync(TeamsActivities.Message(_teams.ServiceUrl, _teams.Now, text, user));
        await _teams.RunJobsAsync();
    }

    private async Task<Proposal> ExpireAsync(Proposal proposal)
    {
        await _teams.StateMachine.HeartbeatTimesOutAsync(proposal.Id);
        return await _teams.Bench.ReadAsync(proposal.Id);
    }

    private static string Unescaped(JsonNode message) => string.Concat(TeamsBench.Nodes(message).Select(n => n["text"]?.GetValue<string>())).Replace("\\", string.Empty, StringComparison.Ordinal);

    private static string TestFiles()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpsAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return Path.Combine(folder, "tests", "OpsAgent.Functions.Tests", "ChatServices", "Teams", "Golden");
    }

    private static class Story
    {
        public static Proposal Pending { get; } = Proposals.In(ProposalStatus.Pending);

        public static IReadOnlyDictionary<string, Proposal> All { get; } = new Dictionary<string, Proposal>
        {
            ["pending"] = Pending,
            ["counted"] = Pending with { Risk = Proposals.Risk with { ApprovalsNeeded = 2 }, Approvals = [new Approval(Users.Person(Users.Lead, IdentityKind.Verified, RequestSource.Teams), Moments.After(5))] },
            ["high"] = Pending with { Risk = Proposals.Risk with { Level = RiskLevel.High, Reasons = ["It is the only healthy target of web."] } },
            ["approved"] = Proposals.In(ProposalStatus.Approved),
            ["executing"] = Proposals.In(ProposalStatus.Executing),
            ["completed"] = Proposals.In(ProposalStatus.Completed),
            ["helped"] = Proposals.In(ProposalStatus.Completed) with { Effects = [new EffectRecord(Moments.After(400), EffectVerdict.Better, "5 minutes after the change web-2-cpu is better: OK, it was ALARM.")] },
            ["failed"] = Proposals.In(ProposalStatus.Failed),
            ["unknown"] = Proposals.In(ProposalStatus.Unknown),
            ["rejected"] = Proposals.In(ProposalStatus.Rejected),
            ["denied"] = Proposals.In(ProposalStatus.Denied),
            ["expired"] = Proposals.In(ProposalStatus.Expired),
            ["withdrawn"] = Proposals.In(ProposalStatus.Withdrawn),
        };
    }
}
