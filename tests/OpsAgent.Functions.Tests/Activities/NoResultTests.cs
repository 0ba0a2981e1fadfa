using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

/// <summary>UpdateService was answered with an error of AWS's own, or not at all: what it did is found out.</summary>
public sealed class NoResultTests
{
    private readonly Bench bench = new();
    private readonly Machine machine;
    private int calls;

    public NoResultTests()
    {
        machine = Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
    }

    public static TheoryData<Exception> NoResults =>
    [
        new AwsException(ErrorCode.AwsServiceError, "ecs:UpdateService", "web", "AWS failed ecs:UpdateService on web."),
        new AwsException(ErrorCode.OutcomeUnknown, "ecs:UpdateService", "web", "AWS did not answer."),
        new OperationCanceledException("The connection is gone."),
        new InvalidOperationException("Nobody can read this answer."),
    ];

    [Theory]
    [MemberData(nameof(NoResults))]
    public async Task Execute_ItWasDone_IsReadBackAndVerifiedAndNotRepeated(Exception noResult)
    {
        bench.Executor.Then = _ => Act(countAfter: 6, noResult);

        var (id, _) = await ApprovedAsync();

        Assert.Equal("Completed", machine.PathOf(id)[^1]);
        Assert.Single(bench.Executor.Changes());
        var types = await EventsAsync(id);
        Assert.Equal(["approval_granted", "error_occurred", "action_executed", "outcome_verified"], types.Skip(3));
    }

    [Theory]
    [MemberData(nameof(NoResults))]
    public async Task Execute_ItWasNotDone_IsMadeOnceMore(Exception noResult)
    {
        bench.Executor.Then = _ => calls++ == 0 ? throw noResult : Act(countAfter: 6, null);

        var (id, _) = await ApprovedAsync();

        Assert.Equal("Completed", machine.PathOf(id)[^1]);
        Assert.Equal(["production/web=6", "production/web=6"], bench.Executor.Changes().Select(e => e.InstanceId));
    }

    [Theory]
    [MemberData(nameof(NoResults))]
    public async Task Execute_TwiceWithoutAResultAndNotDone_FailsAndIsNotTriedAThirdTime(Exception noResult)
    {
        bench.Executor.Then = _ => throw noResult;

        var (id, answer) = await ApprovedAsync();

        Assert.Equal("Failed", machine.PathOf(id)[^1]);
        Assert.Equal(2, bench.Executor.Changes().Count());
        Assert.Equal(("AWS_SERVICE_ERROR", "FAILED"), (answer.Code, answer["execution_status"]));
        Assert.Contains("nothing was changed", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_TheCountIsAnotherAltogether_SaysThatNobodyKnowsAndHowToCheck()
    {
        bench.Executor.Then = _ => Act(countAfter: 5, new AwsException(ErrorCode.AwsServiceError, "ecs:UpdateService", "web", "AWS failed it."));

        var (id, answer) = await ApprovedAsync();

        Assert.Equal(("OUTCOME_UNKNOWN", "Failed"), (answer.Code, machine.PathOf(id)[^1]));
        Assert.Contains("AWS failed it. Whether the change was made cannot be told", answer.Message, StringComparison.Ordinal);
        Assert.Contains($"contains(CloudTrailEvent, '{id}')", answer.Message, StringComparison.Ordinal);
        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Execute_BeforeTheTargetSettled_DoesNotReadBack()
    {
        var proposal = Stored();
        bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsServiceError, "ecs:UpdateService", "web", "AWS failed it.");
        await Assert.ThrowsAsync<NotSettled>(() => ExecuteAsync(proposal));
        var doubted = await bench.ReadAsync(proposal.Id);
        Assert.Equal((Moments.After(40), "AWS failed it."), (doubted.Claim!.Deadline, doubted.Claim.Unconfirmed!.Message));
        bench.Time.SetUtcNow(Moments.After(40) - Moments.Tick);

        await Assert.ThrowsAsync<NotSettled>(() => ExecuteAsync(proposal));

        Assert.Single(bench.Executor.Changes());
        Assert.Equal(doubted, await bench.ReadAsync(proposal.Id));
    }

    [Fact]
    public async Task Execute_WhileItIsFoundOut_ThePageSaysSo()
    {
        var proposal = Stored();
        bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsServiceError, "ecs:UpdateService", "web", "AWS failed it.");
        await Assert.ThrowsAsync<NotSettled>(() => ExecuteAsync(proposal));

        var page = await bench.ShowAsync(Users.Viewer, proposal.Id.Value);

        Assert.Contains("AWS gave no clear answer (AWS failed it); the target is read back to find out.", page["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_TheExecutionIsStoppedWhileItIsFoundOut_IsNotClosedBeforeTheDeadline()
    {
        bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsServiceError, "ecs:UpdateService", "web", "AWS failed it.");
        var proposal = Stored();
        await Assert.ThrowsAsync<NotSettled>(() => ExecuteAsync(proposal));
        await Assert.ThrowsAsync<NotSettled>(() => bench.StepAsync("RecordOutcome", proposal.Id));
        bench.Time.SetUtcNow(Moments.After(40));

        await bench.StepAsync("RecordOutcome", proposal.Id);

        var stored = await bench.ReadAsync(proposal.Id);
        Assert.Equal((ProposalStatus.Unknown, ErrorCode.OutcomeUnknown), (stored.Status, stored.Execution!.Problem!.Code));
        Assert.StartsWith("AWS failed it. Whether", stored.Execution.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorCode.AwsServiceError)]
    [InlineData(ErrorCode.AwsThrottled)]
    [InlineData(ErrorCode.OutcomeUnknown)]
    public async Task Execute_TheRoleCannotBeAssumed_LeavesNothingOpen(ErrorCode code)
    {
        var proposal = Stored();
        bench.Executor.AssumeFailure = new AwsException(code, "sts:AssumeRole", "executor", "STS is down.");
        await Assert.ThrowsAsync<TransientAwsError>(() => ExecuteAsync(proposal));
        Assert.True((await bench.ReadAsync(proposal.Id)).Claim is { Released: true, Lost: 0 });
        bench.Executor.AssumeFailure = null;

        await ExecuteAsync(proposal);

        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Execute_TooLittleOfTheInvocationIsLeft_DoesNothingAndLeavesTheApproval()
    {
        var proposal = Stored();

        await Assert.ThrowsAsync<TransientAwsError>(() => bench.StepAsync("ExecuteAction", proposal.Id, bench.Context(remainingSeconds: 9.9)));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_TheStoreDoesNotTakeTheResultAtOnce_IsAskedAgainUntilItDoes(bool audit)
    {
        var proposal = Proposals.In(ProposalStatus.Approved);
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(10));
        var failures = 4;
        bench.Store.BeforeReplace = before => before.Status is ProposalStatus.Executing && failures-- > 0
            ? audit ? throw new AuditWriteException("The audit is full.") : throw new AwsException(ErrorCode.AwsThrottled, "dynamodb:TransactWriteItems", "t", "Slow down.")
            : Task.CompletedTask;
        var running = bench.StepAsync("ExecuteAction", proposal.Id);
        for (var steps = 0; steps < 100 && !running.IsCompleted; steps++)
        {
            bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await running;

        Assert.Equal(ExecutionStatus.Executed, (await bench.ReadAsync(proposal.Id)).Execution!.Status);
        Assert.Single(bench.Executor.Changes());
    }

    public static TheoryData<string> Steps => [.. Asl.TaskNames()];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Handle_AStoreThatDoesNotAnswer_IsTriedAgainAndNotTheEndOfTheWorkflow(string state)
    {
        var broken = new Bench();
        broken.Store.With(Proposals.In(ProposalStatus.Submitted));
        broken.Store.BeforeRead = _ => throw new AwsException(ErrorCode.AwsServiceError, "dynamodb:GetItem", "t", "No answer.");

        await Assert.ThrowsAsync<TransientAwsError>(() => state == "WaitForApproval"
            ? broken.AskAsync(Proposals.New().Id, Moments.Start)
            : broken.StepAsync(state, Proposals.New().Id));
    }

    private Task Act(int countAfter, Exception? noResult)
    {
        bench.Services.Put(SampleServices.WebAt(countAfter));
        return noResult is null ? Task.CompletedTask : Task.FromException(noResult);
    }

    private async Task<(ProposalId Id, Answer Approved)> ApprovedAsync()
    {
        var then = bench.Executor.Then;
        bench.Executor.Then = execution => execution.Intent is Core.Operations.WriteIntent.Validate ? Task.CompletedTask : then!(execution);
        var proposed = await bench.SendAsync(Scaling.Request());
        return (ProposalId.TryParse(proposed["proposal_id"])!.Value, await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!));
    }

    private Proposal Stored()
    {
        var proposal = Scaling.Approved(Scaling.Plan());
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(10));
        return proposal;
    }

    private Task<System.Text.Json.Nodes.JsonNode> ExecuteAsync(Proposal proposal) => bench.StepAsync("ExecuteAction", proposal.Id);

    private async Task<IEnumerable<string?>> EventsAsync(ProposalId id) =>
        (await bench.Store.Audit.ReadAsync(id.Value, CancellationToken.None)).Select(e => e.Fields().GetProperty("event_type").GetString());
}
