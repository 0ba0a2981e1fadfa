using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Slack;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Effects;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Slack;

namespace OpsAgent.Functions.Tests.ChatServices.Slack;

/// <summary>One message of each proposal in the approval channel, from the first request to whether it helped.</summary>
public sealed class ProposalMessageTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = CoreJson.Default };

    public static IReadOnlyDictionary<string, IReadOnlyList<Proposal>> Lives { get; } = new Dictionary<string, IReadOnlyList<Proposal>>
    {
        ["approved-by-two"] = ApprovedByTwo(),
        ["denied"] = [.. Proposals.Story(ProposalStatus.Denied).Select(s => s.Proposal)],
        ["expired"] = [.. Proposals.Story(ProposalStatus.Expired).Select(s => s.Proposal)],
        ["withdrawn"] = [.. Proposals.Story(ProposalStatus.Withdrawn).Select(s => s.Proposal)],
        ["failed"] = [.. Proposals.Story(ProposalStatus.Failed).Select(s => s.Proposal)],
        ["unknown"] = [.. Proposals.Story(ProposalStatus.Unknown).Select(s => s.Proposal)],
        ["high-risk"] = HighRisk(),
    };

    public static TheoryData<string> Names => [.. Lives.Keys];

    /// <summary>Another form is written with <c>RECORD=true</c> and reviewed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Update_EachChangeOfALife_ShowsOneMessageAsItWasRecorded(string life)
    {
        await using var slack = await SlackBench.StartAsync();
        var shown = new JsonArray();
        foreach (var proposal in Lives[life])
        {
            await slack.ChangeAsync(proposal);
            var messages = slack.Slack.Messages;
            shown.Add((JsonNode)new JsonObject { ["status"] = WireName.Of(proposal.Status), ["message"] = Assert.Single(messages.DefaultIfEmpty())?.Content.DeepClone() });
        }

        var written = shown.ToJsonString(Readable) + "\n";
        var file = Path.Combine(Root(), "tests", "OpsAgent.Functions.Tests", "ChatServices", "Slack", "Golden", $"{life}.json");
        if (Environment.GetEnvironmentVariable("RECORD") == "true")
        {
            await File.WriteAllTextAsync(file, written, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), written);
        Assert.DoesNotContain(Proposals.TaskTokenText, written, StringComparison.Ordinal);
        Assert.DoesNotContain("approve-", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_AnOpenProposal_HasTheButtonsThatDecideAndNoneOfHighRisk()
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.ChangeAsync(Lives["denied"][2], HighRisk()[^1] with { Id = Proposals.New(2).Id });

        Assert.Equal(
            [[SlackActions.Approve, SlackActions.Deny, SlackActions.Withdraw, SlackActions.Open], [SlackActions.Withdraw, SlackActions.Open]],
            slack.Slack.Messages.Select(m => SlackBench.Actions(m).ToArray()));
        Assert.Equal(
            """{"d":"approve","p":"01kkng00000000000000000001","h":"HASH"}""".Replace("HASH", Proposals.New().PlanHash.Short, StringComparison.Ordinal),
            SlackBench.Buttons(slack.Slack.Messages[0]).First()["value"]!.GetValue<string>());
    }

    // A batch that Lambda hands over again, or two at once.
    [Fact]
    public async Task Update_ChangesThatArriveSwappedOrTwice_ShowsTheNewest()
    {
        await using var slack = await SlackBench.StartAsync();
        var life = Lives["approved-by-two"];

        await slack.ChangeAsync(life[2], life[5], life[3], life[4], life[2], life[5]);

        Assert.Contains("In progress", SlackBench.Read(Assert.Single(slack.Slack.Messages)), StringComparison.Ordinal);
        Assert.Equal(["chat.postMessage", "chat.update"], slack.Slack.Calls.Select(c => c.Method));
    }

    [Fact]
    public async Task Update_OfOneThatWasDecidedBeforeItWasHeardOf_IsShownAllTheSame()
    {
        await using var slack = await SlackBench.StartAsync();

        await slack.ChangeAsync(Proposals.In(ProposalStatus.Completed), Proposals.In(ProposalStatus.Rejected, 2));

        Assert.Contains("Done and verified", SlackBench.Read(Assert.Single(slack.Slack.Messages)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_WhileAnOlderOneIsUnderWay_EndsWithTheNewer()
    {
        await using var slack = await SlackBench.StartAsync();
        var life = Lives["approved-by-two"];
        await slack.ChangeAsync(life[2]);
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        slack.Slack.Before = async (method, body) =>
        {
            if (reached.TrySetResult())
            {
                await go.Task;
            }
        };

        var older = slack.ChangeAsync(life[3]);
        await reached.Task;
        var newer = slack.ChangeAsync(life[5]);
        await Task.WhenAny(newer, Task.Delay(100, TestContext.Current.CancellationToken));
        go.SetResult();
        await Task.WhenAll(older, newer);

        Assert.Contains("In progress", SlackBench.Read(Assert.Single(slack.Slack.Messages)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_WhereTheSenderDied_IsTakenUpByTheNext()
    {
        await using var slack = await SlackBench.StartAsync();
        var life = Lives["denied"];
        await slack.ChangeAsync(life[2]);
        slack.Slack.Fail("chat.update", "503");

        await Assert.ThrowsAsync<AggregateException>(() => slack.ChangeAsync(life[3]));
        Assert.Contains("Waiting", SlackBench.Read(slack.Slack.Messages[0]), StringComparison.Ordinal);
        await slack.ChangeAsync(life[3]);

        Assert.Contains("Denied", SlackBench.Read(Assert.Single(slack.Slack.Messages)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_BeyondARateLimit_WaitsAsLongAsSlackSays()
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Slack.LimitsRates = true;
        var many = Enumerable.Range(1, 4).Select(n => Proposals.In(ProposalStatus.Pending, n)).ToList();

        await Task.WhenAll(many.Select(p => slack.ChangeAsync(p)));

        Assert.Equal(many.Select(p => p.Id.Value).Order(), slack.Slack.In(SlackBench.Approvals).Select(m => SlackBench.Buttons(m).First()["value"]!.GetValue<string>().Split('"')[7]).Order());
        Assert.True(slack.Bench.Time.GetUtcNow() >= Moments.After(3));
    }

    [Fact]
    public async Task Update_OfAMessageThatWasDeleted_IsPostedAnewOnce()
    {
        await using var slack = await SlackBench.StartAsync();
        var life = Lives["approved-by-two"];
        await slack.ChangeAsync(life[2]);
        slack.Slack.Delete(slack.Slack.Messages[0]);

        await slack.ChangeAsync(life[3]);
        Assert.Contains("1 of 2", SlackBench.Read(Assert.Single(slack.Slack.Messages)), StringComparison.Ordinal);
        slack.Slack.Delete(slack.Slack.Messages[0]);
        await slack.ChangeAsync(life[4], life[5]);

        Assert.Empty(slack.Slack.Messages);
        Assert.Equal(2, slack.Slack.Calls.Count(c => c.Method == "chat.postMessage"));
    }

    [Theory]
    [InlineData("channel_not_found")]
    [InlineData("is_archived")]
    [InlineData("not_in_channel")]
    public async Task Update_WhereTheChannelTakesNothing_IsLoggedAndTriedNoMore(string error)
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Slack.Fail("chat.postMessage", error);

        await slack.ChangeAsync(Lives["denied"]);

        Assert.Empty(slack.Slack.Messages);
        Assert.Single(slack.Slack.Calls);
        Assert.Contains(error, slack.Bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_auth")]
    [InlineData("internal_error")]
    [InlineData("500")]
    public async Task Update_ThatMayGoWellLater_FailsSoThatLambdaTriesAgain(string error)
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Slack.Fail("chat.postMessage", error);

        await Assert.ThrowsAsync<AggregateException>(() => slack.ChangeAsync(Lives["denied"][2]));
        await slack.ChangeAsync(Lives["denied"][2]);

        Assert.Single(slack.Slack.Messages);
    }

    [Fact]
    public async Task Update_OfSeveralInOneEvent_HoldsUpNoneForAnother()
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Slack.Fail("chat.postMessage", "internal_error");
        var records = new JsonArray([.. Enumerable.Range(1, 3).SelectMany(n => Aws.Stores.DynamoProposalChanges.EventOf(Proposals.In(ProposalStatus.Pending, n))["Records"]!.AsArray().Select(r => r!.DeepClone()))]);

        await Assert.ThrowsAsync<AggregateException>(() => slack.InvokeAsync(new JsonObject { ["Records"] = records.DeepClone() }));
        Assert.Equal(2, slack.Slack.Messages.Count);
        await slack.InvokeAsync(new JsonObject { ["Records"] = records });

        Assert.Equal(3, slack.Slack.Messages.Count);
    }

    [Fact]
    public async Task Update_WithoutSlack_DoesNothing()
    {
        await using var slack = await SlackBench.StartAsync();
        slack.Bench.Settings.Cached.TryRemove(ParameterNames.Slack, out _);

        await slack.ChangeAsync(Lives["denied"]);

        Assert.Empty(slack.Slack.Calls);
    }

    private static List<Proposal> ApprovedByTwo()
    {
        var submitted = Proposals.Story(ProposalStatus.Submitted)[0].Proposal;
        var (hash, execution) = (submitted.PlanHash, new ExecutionRecord(ExecutionStatus.Executed, Moments.After(11), TimeSpan.FromMilliseconds(420)));
        (int Seconds, ProposalCommand Command)[] commands =
        [
            (1, new ProposalCommand.Assess(new RiskAssessment(RiskLevel.Medium, ["CriticalityLevel is high.", "It is one of two healthy targets."], 2, SelfApprovalAllowed: false))
            {
                Notes = ["The instance is in the Auto Scaling group web, which replaces it where it fails."],
            }),
            (2, new ProposalCommand.Await(Proposals.Wait)),
            (5, new ProposalCommand.Approve(Users.Verified(Users.Lead, RequestSource.Slack), hash.Value, null, Users.Authority)),
            (8, new ProposalCommand.Approve(Users.Verified(Users.Admin, RequestSource.Slack), hash.Value, null, Users.Authority)),
            (10, new ProposalCommand.Acquire(Proposals.Claim, hash)),
            (11, new ProposalCommand.RecordExecution(Proposals.Invocation, execution)),
            (101, new ProposalCommand.RecordVerification(new VerificationRecord(Moments.After(101), true, Moments.After(71), [new Core.Operations.VerificationSignal("instance state", true, "running")], "instance state running for 30 s, 90 s after the change"))),
            (102, new ProposalCommand.Finish(null)),
        ];
        var life = commands.Aggregate(new List<Proposal> { submitted }, (states, next) => [.. states, Proposals.Take(states[^1], next.Command, Moments.After(next.Seconds)).Proposal]);
        var effect = new EffectRecord(Moments.After(402), EffectVerdict.Better, "It helped: the alarm web-cpu was ALARM and is OK, 5 minutes after the change.");
        return [.. life, life[^1] with { Version = life[^1].Version + 1, Effects = [effect] }];
    }

    private static List<Proposal> HighRisk()
    {
        var submitted = Proposals.Story(ProposalStatus.Submitted)[0].Proposal;
        var assessed = Proposals.Take(submitted, new ProposalCommand.Assess(new RiskAssessment(RiskLevel.High, ["It is the only healthy target."], 2, SelfApprovalAllowed: false)), Moments.After(1)).Proposal;
        return [submitted, assessed, Proposals.Take(assessed, new ProposalCommand.Await(Proposals.Wait), Moments.After(2)).Proposal];
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpsAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return folder;
    }
}
