using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>An execution that is stopped in the console before any of its steps, and redriven from there: at once, or after the Reconciler has ended the proposal.</summary>
public sealed class RedriveTests
{
    private static readonly string[] BeforeTheDecision = ["ValidateTags", "AssessRisk", "Preflight", "WaitForApproval"];
    private readonly Bench bench = new();
    private readonly Machine machine;

    public RedriveTests()
    {
        machine = Machine.Behind(bench);
        bench.Services.Put(SampleServices.Web);
        bench.Executor.Then = execution =>
        {
            if (execution.Intent is Core.Operations.WriteIntent.Execute && execution.InstanceId.EndsWith("=6", StringComparison.Ordinal))
            {
                bench.Services.Put(SampleServices.WebAt(6));
            }

            return Task.CompletedTask;
        };
    }

    public static TheoryData<string> Steps => [.. Asl.TaskNames()];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Redrive_AfterSweepHasEndedIt_ChangesNothingMoreAndEndsAsTheProposalDid(string state)
    {
        var id = await StoppedAtAsync(state);
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.SweepAsync();
        var ended = await bench.ReadAsync(id);
        Assert.True(ended.IsTerminal, $"{ended.Status}");
        Assert.Null(bench.Store.LeaseOn(SampleServices.Web.Arn));
        Assert.Contains(bench.Notifier.Notices, n => n.Kind is NoticeKind.Outcome && n.Proposal == id);
        var changes = bench.Executor.Changes().Count();

        await machine.RedriveAsync(id);
        await WaitIsOverAsync(id);

        Assert.Equal(ended, await bench.ReadAsync(id));
        Assert.Equal(changes, bench.Executor.Changes().Count());
        Assert.Equal(ended.Status.ToString(), machine.PathOf(id)[^1]);
        Assert.Equal("RecordOutcome", machine.PathOf(id)[^3]);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Redrive_AtOnce_MakesTheChangeOnceAtMostAndNeverWithoutAnApproval(string state)
    {
        var id = await StoppedAtAsync(state);

        await machine.RedriveAsync(id);
        await WaitIsOverAsync(id);

        var end = await bench.ReadAsync(id);
        Assert.Equal(BeforeTheDecision.Contains(state) || state == "CloseApproval" ? ProposalStatus.Expired : state == "RevertAction" ? ProposalStatus.Failed : ProposalStatus.Completed, end.Status);
        Assert.Equal(end.Status is ProposalStatus.Expired ? 0 : 1, bench.Executor.Changes().Count(e => e.InstanceId == "production/web=6"));
        Assert.Null(bench.Store.LeaseOn(SampleServices.Web.Arn));
    }

    [Fact]
    public async Task Redrive_WithAnApprovalOlderThanFiveMinutes_IsRefused()
    {
        var id = await StoppedAtAsync("ExecuteAction");
        bench.Time.Advance(TimeSpan.FromMinutes(5) + Moments.Tick);

        await machine.RedriveAsync(id);

        Assert.Equal(ProposalStatus.Expired, (await bench.ReadAsync(id)).Status);
        Assert.Empty(bench.Executor.Changes());
        Assert.Equal(["ExecuteAction", "RecordOutcome", "HowDidItEnd?", "Expired"], machine.PathOf(id).TakeLast(4));
    }

    [Fact]
    public async Task Redrive_OfAWaitThatIsStillOpen_TakesTheDecisionOfItsNewWindow()
    {
        var proposed = await bench.SendAsync(Scaling.Request());
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        machine.Stop(id);
        bench.Time.Advance(TimeSpan.FromSeconds(20));

        await machine.RedriveAsync(id);
        var answer = await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!);

        Assert.Equal("EXECUTED", answer["execution_status"]);
        Assert.Equal("Completed", machine.PathOf(id)[^1]);
        Assert.Single(bench.Executor.Changes());
    }

    [Fact]
    public async Task Redrive_WhileTheClaimOfTheStoppedRunIsHeld_WaitsForItAndDoesNotRepeatAReboot()
    {
        var proposed = await bench.ProposeAsync(Users.Engineer);
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        machine.PauseBefore = "ExecuteAction";
        await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!);
        bench.DieInTheCall();
        await Assert.ThrowsAnyAsync<Exception>(() => bench.StepAsync("ExecuteAction", id));
        bench.LiveOn();
        machine.Stop(id);
        bench.Time.Advance(TimeSpan.FromSeconds(40));
        await bench.SweepAsync();
        Assert.Equal(ProposalStatus.Executing, (await bench.ReadAsync(id)).Status);

        await machine.RedriveAsync(id);

        Assert.Equal(ProposalStatus.Unknown, (await bench.ReadAsync(id)).Status);
        Assert.Single(bench.Executor.Changes());
        Assert.Equal("Failed", machine.PathOf(id)[^1]);
    }

    private async Task<ProposalId> StoppedAtAsync(string state)
    {
        machine.PauseBefore = state;
        var proposed = await bench.SendAsync(Scaling.Request(state == "RevertAction" ? "revert" : "keep"));
        var id = ProposalId.TryParse(proposed["proposal_id"])!.Value;
        if (state == "CloseApproval")
        {
            await machine.HeartbeatTimesOutAsync(id);
        }
        else if (!BeforeTheDecision.Contains(state))
        {
            if (state == "RevertAction")
            {
                bench.Executor.Then = execution =>
                {
                    bench.Services.Put(execution.InstanceId.EndsWith("=6", StringComparison.Ordinal) ? SampleServices.WebAt(6) with { Running = 4 } : SampleServices.Web);
                    return Task.CompletedTask;
                };
            }

            await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!);
        }

        machine.Stop(id);
        return id;
    }

    private async Task WaitIsOverAsync(ProposalId id)
    {
        if (machine.IsWaiting(id))
        {
            bench.Time.Advance(TimeSpan.FromSeconds(900));
            await machine.HeartbeatTimesOutAsync(id);
        }
    }
}
