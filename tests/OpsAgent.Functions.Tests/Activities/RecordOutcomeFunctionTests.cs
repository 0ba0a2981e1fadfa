using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class RecordOutcomeFunctionTests
{
    private readonly Bench bench = new();

    /// <summary>Each ending: the state that the machine leaves, and the state that it ends in.</summary>
    public static TheoryData<string, string> Endings => new()
    {
        { "verified", "completed" },
        { "executed, not verified", "failed" },
        { "dry run", "completed" },
        { "call failed", "failed" },
        { "outcome unknown", "unknown" },
        { "claimed, then silence", "unknown" },
        { "claim released", "failed" },
        { "rejected", "rejected" },
        { "denied", "denied" },
        { "expired", "expired" },
        { "withdrawn", "withdrawn" },
        { "submitted", "rejected" },
        { "pending", "expired" },
        { "approved", "rejected" },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Handle_EveryEnding_IsRecordedToldAndFreesTheTarget(string left, string ending)
    {
        var proposal = Left(left);
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(2000));

        var kept = await bench.StepAsync("RecordOutcome", proposal.Id);

        Assert.Equal(ending, Asl.Text(kept["status"]));
        var stored = await bench.ReadAsync(proposal.Id);
        Assert.True(stored.IsTerminal);
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
        var notice = Assert.Single(bench.Notifier.Notices);
        Assert.Equal((NoticeKind.Outcome, proposal.Id, Asl.Text(kept["message"])), (notice.Kind, notice.Proposal, notice.Text));
        Assert.StartsWith("Reboot EC2 instance", notice.Text, StringComparison.Ordinal);
        Assert.Equal(ending == "expired", notice.Text.Contains($"propose it again in one step at the console, #/proposals/{proposal.Id}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Handle_RunAgain_AnswersTheSameAndChangesNothing(string left, string ending)
    {
        var proposal = Left(left);
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(2000));
        await bench.StepAsync("RecordOutcome", proposal.Id);
        var recorded = await bench.ReadAsync(proposal.Id);

        var kept = await bench.StepAsync("RecordOutcome", proposal.Id, data: Failed("States.Timeout", "late"));

        Assert.Equal(ending, Asl.Text(kept["status"]));
        Assert.Equal(recorded, await bench.ReadAsync(proposal.Id));
    }

    [Fact]
    public async Task Handle_WhileAnAttemptMayStillAct_WaitsForItsDeadlineAndThenSaysHowToCheck()
    {
        var claimed = Proposals.In(ProposalStatus.Executing);
        bench.Store.With(claimed);
        bench.Time.SetUtcNow(Proposals.Deadline - Moments.Tick);
        await Assert.ThrowsAsync<NotSettled>(() => bench.StepAsync("RecordOutcome", claimed.Id));
        Assert.Equal((claimed, 0), (await bench.ReadAsync(claimed.Id), bench.Notifier.Notices.Count));
        bench.Time.SetUtcNow(Proposals.Deadline);

        var message = Asl.Text((await bench.StepAsync("RecordOutcome", claimed.Id))["message"]);

        Assert.Contains("aws cloudtrail lookup-events --region eu-central-1", message, StringComparison.Ordinal);
        Assert.Contains(claimed.Id.Value, message, StringComparison.Ordinal);
        Assert.Equal((ProposalStatus.Unknown, ExecutionStatus.Unknown), ((await bench.ReadAsync(claimed.Id)).Status, (await bench.ReadAsync(claimed.Id)).Execution!.Status));
    }

    [Theory]
    [InlineData("""{"errorType":"TransientAwsError","errorMessage":"AWS did not answer.","stackTrace":["at X()"]}""", "AWS did not answer.")]
    [InlineData("""{"errorType":"X"}""", """{"errorType":"X"}""")]
    [InlineData("""{"errorMessage":17}""", "17")]
    [InlineData("""{"errorMessage":null}""", "")]
    [InlineData("""["errorMessage"]""", """["errorMessage"]""")]
    [InlineData("17", "17")]
    [InlineData("null", "null")]
    [InlineData("", "")]
    [InlineData("The Lambda function returned nothing {", "The Lambda function returned nothing {")]
    public async Task Handle_ACauseOfAnyShape_SaysWhatItCan(string cause, string said)
    {
        var stored = await RecordAsync(Failed("TransientAwsError", cause));

        Assert.Equal($"A step of the workflow failed with TransientAwsError: {said}", stored.Refusal!.Message);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"error":null}""")]
    [InlineData("""{"error":"States.Timeout"}""")]
    [InlineData("""{"error":{}}""")]
    [InlineData("""{"error":{"Error":"X","Cause":null}}""")]
    [InlineData("""{"error":{"Error":"X","Cause":{"errorMessage":"m"}}}""")]
    public async Task Handle_DataWithoutACause_SaysThatTheWorkflowEnded(string data)
    {
        var stored = await RecordAsync(JsonNode.Parse(data)!.AsObject());

        Assert.Equal("The workflow ended before the change was made. Nothing was changed; propose it again.", stored.Refusal!.Message);
    }

    [Fact]
    public async Task Handle_ACauseWithoutAnErrorName_SaysThatAStepFailed()
    {
        var stored = await RecordAsync(new JsonObject { ["error"] = new JsonObject { ["Cause"] = "no name" } });

        Assert.StartsWith("A step of the workflow failed with an error", stored.Refusal!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    public async Task Handle_ARunThatIsNoObject_StillRecords(string run)
    {
        var proposal = Proposals.In(ProposalStatus.Submitted);
        bench.Store.With(proposal);

        var answer = await bench.InvokeAsync(
            FunctionNames.RecordOutcome, new JsonObject { ["proposal_id"] = proposal.Id.Value, ["execution_id"] = RecordingStateMachine.ArnOf(proposal.Id), ["run"] = JsonNode.Parse(run) });

        Assert.Equal("rejected", answer.GetProperty("status").GetString());
    }

    private static JsonObject Failed(string error, string cause) =>
        new() { ["error"] = new JsonObject { ["Error"] = error, ["Cause"] = cause } };

    private async Task<Proposal> RecordAsync(JsonObject data)
    {
        var proposal = Proposals.In(ProposalStatus.Submitted);
        bench.Store.With(proposal);
        await bench.StepAsync("RecordOutcome", proposal.Id, data: data);
        return await bench.ReadAsync(proposal.Id);
    }

    private static Proposal Left(string how) => how switch
    {
        "verified" => Proposals.Story(ProposalStatus.Completed)[^2].Proposal,
        "executed, not verified" => Proposals.Story(ProposalStatus.Completed)[^3].Proposal,
        "dry run" => Proposals.Take(
            Proposals.In(ProposalStatus.Executing),
            new ProposalCommand.RecordExecution(Proposals.Invocation, new ExecutionRecord(ExecutionStatus.WouldExecute, Moments.After(11), TimeSpan.Zero)),
            Moments.After(11)).Proposal,
        "call failed" => Proposals.Story(ProposalStatus.Failed)[^2].Proposal,
        "outcome unknown" => Proposals.Story(ProposalStatus.Unknown)[^2].Proposal,
        "claimed, then silence" => Proposals.In(ProposalStatus.Executing),
        "claim released" => Proposals.Take(
            Proposals.In(ProposalStatus.Executing), new ProposalCommand.Release(Proposals.Invocation), Moments.After(11)).Proposal,
        _ => Proposals.In(Enum.Parse<ProposalStatus>(how, ignoreCase: true)),
    };
}
