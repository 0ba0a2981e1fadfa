using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class RevertTests
{
    private static readonly EcsService Short = SampleServices.WebAt(6) with { Running = 4, Pending = 2 };
    private readonly Bench bench = new();

    public RevertTests()
    {
        bench.Services.Put(Short);
        bench.Time.SetUtcNow(Moments.After(612));
    }

    [Fact]
    public async Task Handle_APlanThatReverts_SetsTheFormerCountOnceInTheProposalsName()
    {
        var proposal = Given(Scaling.Unsettled("revert"));

        Assert.Equal("REVERTED", await RevertAsync(proposal));

        Assert.Equal(
            new Execution(new ExecutorScope(proposal.Id, "ecs:UpdateService", SampleServices.Web.Arn), "production/web=3", WriteIntent.Execute),
            Assert.Single(bench.Executor.Executions));
        Assert.Equal(new ReversalRecord(ReversalStatus.Reverted, Moments.After(612), "set back to 3 tasks"), (await bench.ReadAsync(proposal.Id)).Reversal);
        Assert.Equal("REVERTED", await RevertAsync(proposal));
        Assert.Single(bench.Executor.Executions);
    }

    public static TheoryData<string, Proposal> NotAsked => new()
    {
        { "keeps", Scaling.Unsettled("keep") },
        { "a reboot", Proposals.In(ProposalStatus.Executing) with { Execution = Scaling.Unsettled("keep").Execution } },
        { "failed", Scaling.Unsettled("revert") with { Execution = new ExecutionRecord(ExecutionStatus.Failed, Moments.After(11), TimeSpan.Zero) } },
        { "unknown", Scaling.Unsettled("revert") with { Execution = new ExecutionRecord(ExecutionStatus.Unknown, Moments.After(11), TimeSpan.Zero) } },
        { "a dry run", Scaling.Unsettled("revert") with { Execution = new ExecutionRecord(ExecutionStatus.WouldExecute, Moments.After(11), TimeSpan.Zero) } },
        { "verified", Scaling.Unsettled("revert") with { Verification = new VerificationRecord(Moments.After(90), true, Moments.After(30), [], "good") } },
        { "ended", Scaling.Unsettled("revert") with { Status = ProposalStatus.Failed, EndedAt = Moments.After(611) } },
    };

    [Theory]
    [MemberData(nameof(NotAsked))]
    public async Task Handle_NothingToPutBack_AnswersNotAskedAndCallsNothing(string situation, Proposal stored)
    {
        var proposal = Given(stored);

        Assert.True(await RevertAsync(proposal) == "not_asked", situation);

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
    }

    [Theory]
    [InlineData("approved")]
    [InlineData("claimed")]
    public async Task Handle_BeforeAnythingWasExecuted_IsRefused(string situation)
    {
        var proposal = Given(situation == "approved"
            ? Scaling.Approved(Scaling.Plan("revert"))
            : Scaling.Unsettled("revert") with { Execution = null, Verification = null });

        await Assert.ThrowsAsync<ApprovalInvalid>(() => RevertAsync(proposal));

        Assert.Empty(bench.Executor.Executions);
        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
    }

    [Fact]
    public async Task Handle_WhileTheChangeMayStillSettle_UndoesNothingUntilTheLastTick()
    {
        // The bench itself stands a second after the last tick.
        var proposal = Given(Scaling.Unsettled("revert"));
        var over = Moments.After(11) + new ScaleEcsService().VerificationTime;
        foreach (var moment in (DateTimeOffset[])[Moments.After(12), Moments.After(300), over - Moments.Tick])
        {
            var early = new Bench { Time = new FakeTimeProvider(moment) };
            early.Services.Put(Short);
            early.Store.With(proposal);

            await Assert.ThrowsAsync<NotSettled>(() => early.StepAsync("RevertAction", proposal.Id));

            Assert.Empty(early.Executor.Executions);
            Assert.Equal(proposal, await early.ReadAsync(proposal.Id));
        }

        Assert.Equal("REVERTED", await RevertAsync(proposal));
    }

    [Theory]
    [InlineData(ErrorCode.AwsThrottled)]
    [InlineData(ErrorCode.AwsServiceError)]
    [InlineData(ErrorCode.OutcomeUnknown)]
    public async Task Handle_AwsDoesNotAnswer_IsRetriedForItIsHarmlessTwice(ErrorCode code)
    {
        var proposal = Given(Scaling.Unsettled("revert"));
        bench.Executor.Then = _ => throw new AwsException(code, "ecs:UpdateService", "web", "AWS said no.");
        await Assert.ThrowsAsync<TransientAwsError>(() => RevertAsync(proposal));
        Assert.Equal(ReversalStatus.Started, (await bench.ReadAsync(proposal.Id)).Reversal!.Status);
        bench.Executor.Then = null;

        Assert.Equal("REVERTED", await RevertAsync(proposal));
    }

    [Fact]
    public async Task Handle_AwsRefuses_RecordsItAndTheProposalSaysSo()
    {
        var proposal = Given(Scaling.Unsettled("revert"));
        bench.Executor.Then = _ => throw new AwsException(ErrorCode.AwsAccessDenied, "ecs:UpdateService", "web", "AWS denied it.");

        await Assert.ThrowsAsync<ExecutionFailed>(() => RevertAsync(proposal));

        Assert.Equal("it was to be set back to 3 tasks, which failed: AWS denied it.", await EndAsync(proposal));
    }

    [Fact]
    public async Task Handle_SomebodyChangedTheCountMeanwhile_LeavesItAlone()
    {
        var proposal = Given(Scaling.Unsettled("revert"));
        bench.Services.Put(SampleServices.WebAt(5));

        await Assert.ThrowsAsync<ExecutionFailed>(() => RevertAsync(proposal));

        Assert.Empty(bench.Executor.Executions);
        Assert.Contains("changed by somebody else meanwhile", await EndAsync(proposal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_TheTagWasRemovedMeanwhile_LeavesItAlone()
    {
        var proposal = Given(Scaling.Unsettled("revert"));
        bench.Services.Put(Short.WithTag("OpsAgentManaged", "false"));

        await Assert.ThrowsAsync<ExecutionFailed>(() => RevertAsync(proposal));

        Assert.Empty(bench.Executor.Executions);
    }

    [Fact]
    public async Task Handle_AVerificationThatComesLate_DoesNotCompleteWhatIsBeingPutBack()
    {
        var proposal = Given(Scaling.Unsettled("revert"));
        bench.Executor.Then = async _ =>
        {
            bench.Services.Put(SampleServices.WebAt(6));
            for (var look = 0; look < 2; look++)
            {
                await Record.ExceptionAsync(() => bench.StepAsync("VerifyOutcome", proposal.Id));
                bench.Time.Advance(TimeSpan.FromMinutes(2));
            }
        };

        Assert.Equal("REVERTED", await RevertAsync(proposal));

        Assert.Equal("set back to 3 tasks.", await EndAsync(proposal));
    }

    [Fact]
    public async Task Handle_WithoutAResult_EndsAsFailedAndSaysThatThereIsNone()
    {
        var proposal = Given(Scaling.Unsettled("revert"));
        bench.Executor.Then = _ => throw new OperationCanceledException("The sandbox is gone.");
        await Assert.ThrowsAsync<OperationCanceledException>(() => RevertAsync(proposal));

        await Assert.ThrowsAsync<NotSettled>(() => EndAsync(proposal));

        bench.Time.Advance(TimeSpan.FromSeconds(60) + ExecuteActionFunction.ClockSkew);

        Assert.Equal("to be set back to 3 tasks, of which there is no result yet.", await EndAsync(proposal));
    }

    private Proposal Given(Proposal proposal)
    {
        bench.Store.With(proposal);
        return proposal;
    }

    private async Task<string> RevertAsync(Proposal proposal) => Asl.Text((await bench.StepAsync("RevertAction", proposal.Id))["status"]);

    /// <returns>What the message says after what was seen.</returns>
    private async Task<string> EndAsync(Proposal proposal)
    {
        var outcome = await bench.StepAsync("RecordOutcome", proposal.Id);
        Assert.Equal("failed", Asl.Text(outcome["status"]));
        return Asl.Text(outcome["message"]).Split("Executed, but it did not settle (waiting: running count is 4 of 6); ")[1];
    }
}
