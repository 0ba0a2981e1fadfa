using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Reconciler;

public sealed class ReconcilerFunctionTests
{
    private const string Arn = "arn:aws:states:eu-central-1:123456789012:execution:opsagent:reboot_ec2-1";
    private static readonly StateMachineExecution Running = new(Arn, "RUNNING");
    private readonly Bench bench = new();

    public ReconcilerFunctionTests()
    {
        bench.Time.SetUtcNow(Moments.After(60));
        bench.Workflow.Run = Running;
    }

    [Fact]
    public async Task Handle_ASubmittedOneWithoutExecution_StartsItOnce()
    {
        var proposal = Put(ProposalStatus.Submitted);
        bench.Workflow.Run = null;

        Assert.Equal((1, 0, 0, 0, 0), await SweepAsync());

        Assert.Equal([("Describe", proposal.Id), ("Start", proposal.Id)], bench.Workflow.Calls.Select(c => (c.Method, c.Proposal.Id)));
        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
    }

    [Fact]
    public async Task Handle_ASubmittedOneWhoseExecutionRuns_StartsAndCountsNothing()
    {
        Put(ProposalStatus.Submitted);

        Assert.Equal((0, 0, 0, 0, 0), await SweepAsync());

        Assert.Equal(["Describe"], bench.Workflow.Methods());
    }

    [Fact]
    public async Task Handle_AStoredTimeInTheFuture_HidesNothing()
    {
        var pending = Proposals.In(ProposalStatus.Pending);
        bench.Store.With(pending with { Wait = pending.Wait! with { EnteredAt = Moments.After(86_400), ExpiresAt = Moments.After(60) } });
        bench.Time.SetUtcNow(Moments.After(200));

        await bench.SweepAsync();

        Assert.Contains("Resume", bench.Workflow.Methods());
    }

    [Theory]
    [InlineData(ProposalStatus.Submitted)]
    [InlineData(ProposalStatus.Pending)]
    [InlineData(ProposalStatus.Approved)]
    [InlineData(ProposalStatus.Executing)]
    public async Task Handle_AYoungOne_TouchesNothing(ProposalStatus status)
    {
        var young = new Bench();
        young.Store.With(Proposals.In(status));
        young.Time.SetUtcNow(Moments.After(30));

        await young.SweepAsync();

        Assert.Empty(young.Workflow.Calls);
        Assert.Equal(0, young.Store.Writes);
        Assert.Empty(young.Notifier.Notices);
    }

    [Fact]
    public async Task Handle_ATimeScale_ScalesWhatCountsAsYoung()
    {
        var fast = new Bench { Agent = Bench.LocalAgent with { TimeScale = 0.1 } };
        fast.Store.With(Proposals.In(ProposalStatus.Submitted));
        fast.Time.SetUtcNow(Moments.After(3.1));

        await fast.SweepAsync();

        Assert.Equal(["Describe", "Start"], fast.Workflow.Methods());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handle_ASubmittedOneWhoseExecutionHasEnded_ClosesItAndNeverRestartsIt(bool ended)
    {
        var proposal = Put(ProposalStatus.Submitted);
        bench.Workflow.Run = ended ? new StateMachineExecution(Arn, "ABORTED") : null;
        bench.Workflow.Starts = false;

        Assert.Equal((0, 0, 1, 0, 0), await SweepAsync());
        Assert.Equal((0, 0, 0, 0, 0), await SweepAsync());

        Assert.Equal(ended ? ["Describe"] : ["Describe", "Start"], bench.Workflow.Methods());
        await IsClosedAsync(proposal, ProposalStatus.Rejected);
    }

    [Fact]
    public async Task Handle_AnApprovedOneWhoseCallbackWasLost_ResumesIt()
    {
        var proposal = Put(ProposalStatus.Approved);

        Assert.Equal((0, 1, 0, 0, 0), await SweepAsync());

        Assert.Equal(["Describe", "Resume"], bench.Workflow.Methods());
        Assert.Equal(Proposals.TaskTokenText, bench.Workflow.Calls.Last().Proposal.Wait!.TaskToken.Reveal());
        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
    }

    [Fact]
    public async Task Handle_AnApprovedOneWhoseWaitHasEnded_CountsNothing()
    {
        Put(ProposalStatus.Approved);
        bench.Workflow.Resumes = false;

        Assert.Equal((0, 0, 0, 0, 0), await SweepAsync());
    }

    [Theory]
    [InlineData(ProposalStatus.Pending, ProposalStatus.Expired)]
    [InlineData(ProposalStatus.Approved, ProposalStatus.Rejected)]
    [InlineData(ProposalStatus.Executing, ProposalStatus.Unknown)]
    public async Task Handle_OneWhoseExecutionWasStopped_ClosesItFreesTheTargetAndTellsTheRequester(ProposalStatus status, ProposalStatus end)
    {
        var proposal = Put(status);
        bench.Time.SetUtcNow(Moments.After(120));
        bench.Workflow.Run = new StateMachineExecution(Arn, "ABORTED");
        bench.Workflow.Resumes = false;

        Assert.Equal(1, (await SweepAsync()).Closed);
        Assert.Equal(0, (await SweepAsync()).Closed);

        await IsClosedAsync(proposal, end);
    }

    [Theory]
    [InlineData("TIMED_OUT")]
    [InlineData("FAILED")]
    [InlineData("SUCCEEDED")]
    [InlineData(null)]
    public async Task Handle_OneThatNoExecutionCarriesAnyMore_ClosesIt(string? status)
    {
        var proposal = Put(ProposalStatus.Pending);
        bench.Workflow.Run = status is null ? null : new StateMachineExecution(Arn, status);

        Assert.Equal(1, (await SweepAsync()).Closed);

        await IsClosedAsync(proposal, ProposalStatus.Expired);
    }

    [Fact]
    public async Task Handle_AStoppedOneThatWasExecutedAndVerified_CompletesIt()
    {
        var proposal = Proposals.Story(ProposalStatus.Completed)[^2].Proposal;
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(200));
        bench.Workflow.Run = new StateMachineExecution(Arn, "ABORTED");

        await SweepAsync();

        await IsClosedAsync(proposal, ProposalStatus.Completed);
    }

    [Theory]
    [InlineData(ProposalStatus.Completed)]
    [InlineData(ProposalStatus.Failed)]
    [InlineData(ProposalStatus.Unknown)]
    [InlineData(ProposalStatus.Rejected)]
    [InlineData(ProposalStatus.Denied)]
    [InlineData(ProposalStatus.Expired)]
    [InlineData(ProposalStatus.Withdrawn)]
    public async Task Handle_AFinishedOne_IsNeverTouched(ProposalStatus status)
    {
        Put(status);
        bench.Workflow.Run = null;
        bench.Time.SetUtcNow(Moments.After(5000));

        Assert.Equal((0, 0, 0, 0, 0), await SweepAsync());

        Assert.Empty(bench.Workflow.Calls);
    }

    [Fact]
    public async Task Handle_RunEveryMinuteOfTheWindow_RemindsOnceAtHalfTimeAndOnceTwoMinutesBeforeTheEnd()
    {
        Put(ProposalStatus.Pending);
        var reminded = new List<double>();
        for (var second = 105; second < 892; second += 60)
        {
            bench.Time.SetUtcNow(Moments.After(second));
            var (_, _, closed, reminders, pending) = await SweepAsync();
            Assert.Equal((0, 1), (closed, pending));
            reminded.AddRange(Enumerable.Repeat((double)second, reminders));
        }

        // The window is 2 .. 892: half of it is at 447, two minutes before its end is at 772.
        Assert.Equal([465, 825], reminded);
        Assert.All(bench.Notifier.Notices, n => Assert.Equal(NoticeKind.Reminder, n.Kind));
        Assert.All(bench.Notifier.Notices, n => Assert.EndsWith("Can approve now: lead@example.com, admin@example.com. Open until 2026-03-14T09:14:52.000Z.", n.Text, StringComparison.Ordinal));
    }

    // Scheduled runs are late, skipped and doubled.
    [Theory]
    [InlineData(new[] { 446, 520, 640, 771, 880 }, new[] { 520, 880 })]
    [InlineData(new[] { 446, 447, 447, 448, 772, 772, 891 }, new[] { 447, 772 })]
    [InlineData(new[] { 60, 800, 860 }, new[] { 800 })]
    [InlineData(new[] { 60, 892, 900 }, new int[0])]
    public async Task Handle_RunLateSkippedOrTwice_RemindsOfWhatIsDueOnce(int[] runs, int[] expected)
    {
        var proposal = Put(ProposalStatus.Pending);
        var reminded = new List<int>();
        foreach (var second in runs)
        {
            bench.Time.SetUtcNow(Moments.After(second));
            reminded.AddRange(Enumerable.Repeat(second, (await SweepAsync()).Reminded));
        }

        Assert.Equal(expected, reminded);
        Assert.Equal(expected.Length, bench.Notifier.Notices.Count(n => n.Kind is NoticeKind.Reminder));
        Assert.Equal(expected.Length == 0 ? null : Moments.After(expected[^1]), (await bench.ReadAsync(proposal.Id)).RemindedAt);
    }

    [Fact]
    public async Task Handle_DecidedJustBeforeTheReminder_RemindsNobody()
    {
        var proposal = Put(ProposalStatus.Pending);
        bench.Time.SetUtcNow(Moments.After(450));
        var approved = Proposals.In(ProposalStatus.Approved);
        bench.Store.BeforeReplace = before =>
        {
            bench.Store.BeforeReplace = null;
            bench.Store.With(approved with { Version = before.Version + 1 });
            return Task.CompletedTask;
        };

        Assert.Equal(0, (await SweepAsync()).Reminded);

        Assert.Empty(bench.Notifier.Notices);
        Assert.Equal(ProposalStatus.Approved, (await bench.ReadAsync(proposal.Id)).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(29)]
    [InlineData(60)]
    public async Task Handle_PendingOnesOfAnyAge_AreAllCounted(int second)
    {
        var any = new Bench();
        any.Store.With(Proposals.In(ProposalStatus.Pending, 1), Proposals.In(ProposalStatus.Pending, 2), Proposals.In(ProposalStatus.Submitted, 3));
        any.Workflow.Run = Running;
        any.Time.SetUtcNow(Moments.After(second));

        Assert.Equal(2, (await any.SweepAsync()).GetProperty("approvals_pending").GetInt32());
    }

    [Fact]
    public async Task Handle_ATimeScale_ScalesTheReminders()
    {
        var fast = new Bench { Agent = Bench.LocalAgent with { TimeScale = 0.1 } };
        var proposal = Proposals.In(ProposalStatus.Pending);
        fast.Store.With(proposal with { Wait = proposal.Wait! with { ExpiresAt = Moments.After(91) } });
        fast.Workflow.Run = Running;
        var reminded = 0;
        for (var second = 4; second < 91; second += 6)
        {
            fast.Time.SetUtcNow(Moments.After(second));
            reminded += (await fast.SweepAsync()).GetProperty("reminded").GetInt32();
        }

        Assert.Equal(2, reminded);
    }

    [Fact]
    public async Task Handle_SeveralAtOnce_MendsEach()
    {
        Put(ProposalStatus.Submitted, 1);
        Put(ProposalStatus.Approved, 2);
        Put(ProposalStatus.Pending, 3);
        Put(ProposalStatus.Executing, 4);

        Assert.Equal((0, 1, 0, 0, 1), await SweepAsync());
    }

    private Proposal Put(ProposalStatus status, int number = 1)
    {
        var proposal = Proposals.In(status, number);
        bench.Store.With(proposal);
        return proposal;
    }

    private async Task<(int Started, int Resumed, int Closed, int Reminded, int Pending)> SweepAsync()
    {
        var result = await bench.SweepAsync();
        return (Number("started"), Number("resumed"), Number("closed"), Number("reminded"), Number("approvals_pending"));

        int Number(string name) => result.GetProperty(name).GetInt32();
    }

    private async Task IsClosedAsync(Proposal proposal, ProposalStatus status)
    {
        Assert.Equal(status, (await bench.ReadAsync(proposal.Id)).Status);
        Assert.Null(bench.Store.LeaseOn(proposal.Plan.Target.Arn));
        var notice = Assert.Single(bench.Notifier.Notices);
        Assert.Equal((NoticeKind.Outcome, proposal.Id), (notice.Kind, notice.Proposal));
    }
}
