using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

/// <summary>The change was made at second 11; AWS may lie for 60 s, and every status check must then be good for 30 s.</summary>
public sealed class VerifyOutcomeFunctionTests
{
    private readonly Bench bench = new();
    private readonly Proposal proposal = Proposals.Story(ProposalStatus.Completed)[^3].Proposal;

    public VerifyOutcomeFunctionTests() => bench.Store.With(proposal);

    [Fact]
    public async Task Handle_GoodSignalsWithinTheSettleTime_DoesNotBelieveThem()
    {
        var thrown = await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(70.9));

        Assert.Contains("AWS may show the state from before the change for 60 s", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_GoodSignalsThatLast_AnswersWhatItSaw()
    {
        await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(71));
        await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(100.9));

        var summary = await VerifyAtAsync(101);

        Assert.Equal(
            "instance state running, system status check ok, instance status check ok for 30 s, 90 s after the change", summary);
        Assert.True((await bench.ReadAsync(proposal.Id)).Verification!.Verified);
    }

    [Fact]
    public async Task Handle_ASignalThatFails_NamesItAndStartsOver()
    {
        await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(80));
        bench.Fleet.Put(Instances.Web with { InstanceCheck = "initializing" });

        var thrown = await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(90));

        Assert.Equal("waiting: instance status check is initializing", thrown.Message);
        bench.Fleet.Put(Instances.Web);
        await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(95));
        await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(120));
        Assert.Contains("for 30 s", await VerifyAtAsync(125), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ACloudThatIsFasterThanAws_WaitsAccordingly()
    {
        var fast = new Bench { Agent = Bench.LocalAgent with { CloudTimeScale = 0.1, TimeScale = 0.5 } };
        fast.Store.With(proposal);
        fast.Time.SetUtcNow(Moments.After(14));

        await Assert.ThrowsAsync<NotSettled>(() => fast.StepAsync("VerifyOutcome", proposal.Id));
        fast.Time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Contains("for 1.5 s", Asl.Text((await fast.StepAsync("VerifyOutcome", proposal.Id))["summary"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_TheTargetIsGone_ThrowsNotSettledAndNamesIt()
    {
        bench.Fleet.Remove(Instances.WebId);

        var thrown = await Assert.ThrowsAsync<NotSettled>(() => VerifyAtAsync(80));

        Assert.Contains(Instances.WebId, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_AwsThrottles_ThrowsTransientAwsError()
    {
        bench.Fleet.Failure = new AwsException(ErrorCode.AwsThrottled, "ec2:DescribeInstances", Instances.WebId, "Slow down.");

        await Assert.ThrowsAsync<TransientAwsError>(() => VerifyAtAsync(80));
    }

    [Fact]
    public async Task Handle_ADryRun_AnswersThatNothingWasChanged()
    {
        var approved = Proposals.In(ProposalStatus.Executing, 2);
        var dry = Proposals.Take(
            approved,
            new ProposalCommand.RecordExecution(Proposals.Invocation, new ExecutionRecord(ExecutionStatus.WouldExecute, Moments.After(11), TimeSpan.Zero)),
            Moments.After(11)).Proposal;
        bench.Store.With(dry);

        var kept = await bench.StepAsync("VerifyOutcome", dry.Id);

        Assert.Contains("nothing was changed", Asl.Text(kept["summary"]), StringComparison.Ordinal);
        Assert.Equal(dry, await bench.ReadAsync(dry.Id));
    }

    [Fact]
    public async Task Handle_NothingWasExecuted_ThrowsApprovalInvalid()
    {
        bench.Store.With(Proposals.In(ProposalStatus.Approved, 2));

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.StepAsync("VerifyOutcome", Proposals.New(2).Id));
    }

    private async Task<string> VerifyAtAsync(double second)
    {
        bench.Time.SetUtcNow(Moments.After(second));
        return Asl.Text((await bench.StepAsync("VerifyOutcome", proposal.Id))["summary"]);
    }
}
