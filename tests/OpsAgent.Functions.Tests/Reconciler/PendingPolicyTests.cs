using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Reconciler;

/// <summary>The policy while people are asked.</summary>
public sealed class PendingPolicyTests
{
    private const string KillSwitch = """{"name":"stop","deny":"Everything stands still until the incident is over."}""";

    private readonly Bench bench = new();

    public PendingPolicyTests()
    {
        bench.Time.SetUtcNow(Moments.After(60));
        bench.Workflow.Run = new StateMachineExecution(RecordingStateMachine.ArnOf(Proposals.New().Id), "RUNNING");
    }

    [Fact]
    public async Task Sweep_WhatIsDeniedNow_IsRejectedFreedAndItsExecutionResumed()
    {
        var pending = Put(Proposals.In(ProposalStatus.Pending));
        Set(KillSwitch);

        await bench.SweepAsync();

        var rejected = await bench.ReadAsync(pending.Id);
        Assert.Equal((ProposalStatus.Rejected, ErrorCode.PolicyDenied), (rejected.Status, rejected.Refusal!.Code));
        Assert.Equal(["stop"], rejected.Policy!.Rules);
        Assert.Null(bench.Store.LeaseOn(pending.Plan.Target.Arn));
        Assert.Equal(Proposals.TaskTokenText, bench.Workflow.Calls.Last(c => c.Method == "Resume").Proposal.Wait!.TaskToken.Reveal());
        // The state machine tells the requester.
        Assert.Empty(bench.Notifier.Notices);
    }

    [Fact]
    public async Task Sweep_TheCallbackAfterARejectionWasLost_IsMadeAgain()
    {
        Put(Proposals.In(ProposalStatus.Pending));
        Set(KillSwitch);
        bench.Workflow.Then = call => call.Method == "Resume" ? throw new AwsException(ErrorCode.AwsServiceError, "states:SendTaskSuccess", "x", "It does not answer.") : Task.CompletedTask;
        await bench.SweepAsync();
        bench.Workflow.Then = null;
        bench.Time.Advance(TimeSpan.FromMinutes(1));

        var result = await bench.SweepAsync();

        Assert.Equal(1, result.GetProperty("resumed").GetInt32());
        Assert.Equal(2, bench.Workflow.Methods().Count(m => m == "Resume"));
    }

    [Fact]
    public async Task Sweep_OneThatIsDeniedButWhoseExecutionHasEnded_IsClosedAndTold()
    {
        var pending = Put(Proposals.In(ProposalStatus.Pending));
        bench.Workflow.Run = bench.Workflow.Run! with { Status = "ABORTED" };
        Set(KillSwitch);

        await bench.SweepAsync();

        Assert.Equal(ProposalStatus.Expired, (await bench.ReadAsync(pending.Id)).Status);
        Assert.Equal(NoticeKind.Outcome, Assert.Single(bench.Notifier.Notices).Kind);
    }

    [Theory]
    [InlineData("web", ProposalStatus.Rejected)]
    [InlineData("db", ProposalStatus.Pending)]
    public async Task Sweep_ARuleForATag_IsHeldAgainstTheTagsThatTheProposalKeeps(string role, ProposalStatus expected)
    {
        var pending = Put(Proposals.In(ProposalStatus.Pending) with { Policy = new PolicyRecord("hash", [], Instances.Web.WithTag("Role", role).Tags, null, Moments.After(1)) });
        Set("""{"name":"web","match":{"tags":{"Role":["web"]}},"deny":"No web."}""");
        bench.Fleet.Failure = new InvalidOperationException("AWS is not asked");

        await bench.SweepAsync();

        Assert.Equal(expected, (await bench.ReadAsync(pending.Id)).Status);
    }

    [Fact]
    public async Task Sweep_ABudgetIsUsedUpMeanwhile_RejectsWhatWaits()
    {
        Set("""{"name":"one","budget":{"minutes":60,"writes":1}}""");
        var first = Put(Proposals.In(ProposalStatus.Approved, 2));
        var pending = Put(Proposals.In(ProposalStatus.Pending));
        await bench.SweepAsync();
        Assert.Equal(ProposalStatus.Pending, (await bench.ReadAsync(pending.Id)).Status);

        await bench.StepAsync("ExecuteAction", first.Id);
        await bench.SweepAsync();

        Assert.Equal("one", (await bench.ReadAsync(pending.Id)).Refusal!.Detail("rule"));
    }

    [Fact]
    public async Task Sweep_MoreIsAskedNow_RaisesItOnceAndTellsTheApproversWhatChanged()
    {
        var pending = Put(Proposals.In(ProposalStatus.Pending));
        Set("""{"name":"two","approvals":2}""");

        await bench.SweepAsync();
        await bench.SweepAsync();

        var raised = await bench.ReadAsync(pending.Id);
        Assert.Equal((ProposalStatus.Pending, 2), (raised.Status, raised.ApprovalsNeeded));
        Assert.Equal(["two"], raised.Policy!.Rules);
        var notice = Assert.Single(bench.Notifier.Notices);
        Assert.Equal((NoticeKind.ApprovalRequested, pending.Id), (notice.Kind, notice.Proposal));
        Assert.Contains("asks for more than before: The policy's rule two asks for 2 approvals.", notice.Text, StringComparison.Ordinal);
        Assert.Single(bench.Lines, l => l.Contains("\"raised\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sweep_RequestersByAnotherAddressOfTheirs_AreThosePeople()
    {
        var pending = Put(Proposals.In(ProposalStatus.Pending));
        bench.Settings.Cached[$"{ParameterNames.People}"] = """{"engineer@example.com":["eng@corp.example.com"]}""";
        bench.Settings.Cached[ParameterNames.Policy] = """{"format":1,"groups":{"ops":["admin@example.com"]},"rules":[{"name":"ops-only","requesters":["ops"]}]}""";

        await bench.SweepAsync();

        Assert.Equal("ops-only", (await bench.ReadAsync(pending.Id)).Refusal!.Detail("rule"));
    }

    [Fact]
    public async Task Sweep_WhatIsApprovedAlready_IsLeftToDispatch()
    {
        var approved = Put(Proposals.In(ProposalStatus.Approved));
        Set(KillSwitch);

        await bench.SweepAsync();

        Assert.Equal(ProposalStatus.Approved, (await bench.ReadAsync(approved.Id)).Status);
    }

    [Fact]
    public async Task Sweep_AFactCannotBeRead_SaysSoAndRemindsAllTheSame()
    {
        var pending = Put(Proposals.In(ProposalStatus.Pending));
        var spoilt = Proposals.In(ProposalStatus.Denied, 2);
        Put(spoilt with { Plan = pending.Plan });
        bench.Store.Spoil(spoilt.Id);
        Set("""{"name":"rest","cooldown_minutes":60}""");
        bench.Time.SetUtcNow(Moments.After(460));

        var result = await bench.SweepAsync();

        Assert.Equal(1, result.GetProperty("reminded").GetInt32());
        Assert.Contains($"cannot be asked about {pending.Id}", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sweep_ThePolicyCannotBeAsked_LeavesWhatWaitsAndSaysSo(bool unreadable)
    {
        var pending = Put(Proposals.In(ProposalStatus.Pending));
        bench.Settings.Cached[ParameterNames.Policy] = "{";
        bench.Settings.Failure = unreadable ? new AwsException(ErrorCode.AwsAccessDenied, "ssm:GetParameter", "p", "AWS denied it.") : null;

        await bench.SweepAsync();

        Assert.Equal(ProposalStatus.Pending, (await bench.ReadAsync(pending.Id)).Status);
        Assert.Contains("ERROR Reconciler:", bench.Logger.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KillSwitch_PressedWhileFiftyWait_ExecutesNoneAndTellsAllWithinAMinute()
    {
        var machine = Machine.Behind(bench);
        bench.Workflow.Run = null;
        var waiting = new List<(ProposalId Id, string Token, string Arn)>();
        for (var number = 1; number <= 50; number++)
        {
            bench.Fleet.Put(Instances.Numbered(number));
            var proposed = await bench.ProposeAsync(Users.Engineer, Instances.Numbered(number).Id);
            waiting.Add((ProposalId.TryParse(proposed.Body.GetProperty("proposal_id").GetString())!.Value, proposed.Body.GetProperty("approval_token").GetString()!, Instances.Numbered(number).Arn));
        }

        Assert.All(waiting, w => Assert.True(machine.IsWaiting(w.Id)));
        var pressed = bench.Time.GetUtcNow();
        Set(KillSwitch);

        // Ten are approved before the Reconciler comes.
        foreach (var (_, token, _) in waiting.Take(10))
        {
            await bench.ApproveAsync(Users.Lead, token);
        }

        bench.Time.SetUtcNow(pressed + TimeSpan.FromSeconds(55));
        await bench.SweepAsync();

        Assert.Empty(bench.Executor.Changes());
        Assert.InRange(bench.Time.GetUtcNow() - pressed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var told = bench.Notifier.Notices.Where(n => n.Kind is NoticeKind.Outcome).ToList();
        Assert.Equal(50, told.Count);
        Assert.All(waiting, w => Assert.Contains("The policy's rule stop refuses this", Assert.Single(told, n => n.Proposal == w.Id).Text, StringComparison.Ordinal));
        foreach (var (id, _, arn) in waiting)
        {
            Assert.Equal(ProposalStatus.Rejected, (await bench.ReadAsync(id)).Status);
            Assert.Equal("Rejected", machine.PathOf(id)[^1]);
            Assert.Null(bench.Store.LeaseOn(arn));
        }
    }

    private Proposal Put(Proposal proposal)
    {
        bench.Store.With(proposal);
        return proposal;
    }

    private void Set(string rules) => bench.Settings.Cached[ParameterNames.Policy] = $$"""{"format":1,"groups":{"sre":["admin@example.com"]},"rules":[{{rules}}]}""";
}
