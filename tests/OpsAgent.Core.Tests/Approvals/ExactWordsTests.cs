using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

/// <summary>What people, the audit and the state machine read, to the letter; and edges that a coarser test steps over.</summary>
public sealed class ExactWordsTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Read_AnIdThatIsNone_SaysWhatItIsNot() => Assert.Equal(
        "not a proposal id",
        Assert.Throws<JsonException>(() =>
        {
            var reader = new Utf8JsonReader("\"reboot\""u8);
            reader.Read();
            new ProposalId.Converter().Read(ref reader, typeof(ProposalId), JsonSerializerOptions.Default);
        }).Message);

    [Fact]
    public async Task Approve_ByAnAgent_IsToldWhoDecides()
    {
        var pending = _desk.Put(ProposalStatus.Pending);

        var outcome = await _desk.ApproveAsync(new ProposalReference.ById(pending.Id, pending.PlanHash.Short), new Person(Users.Lead, IdentityKind.Verified, RequestSource.Mcp));

        Assert.False(outcome.Succeeded(out _, out var refusal));
        Assert.Equal("No agent or model decides. A person decides in the console, in a signed channel, or through the API.", refusal.Message);
    }

    [Fact]
    public async Task Approve_WithoutTheRoleAndWithoutProof_IsToldOfTheRole()
    {
        var desk = new Desk(ExecutionMode.DryRun);
        var pending = desk.Put(ProposalStatus.Pending);

        Assert.Equal(ErrorCode.RoleRequired, RefusalOf(await desk.ApproveAsync(new ProposalReference.ById(pending.Id, pending.PlanHash.Short), Users.Asserted(Users.Viewer))).Code);
    }

    [Theory]
    [InlineData(ExecutionMode.SandboxLive, "Here a decision takes a verified identity: decide in person at the console or in a signed channel.")]
    [InlineData(ExecutionMode.DryRun, "Deciding by proposal_id takes a person at the console. Send the approval_token, which the requester gives you, instead.")]
    public async Task Approve_ByIdWithoutProof_IsToldWhatWouldDo(ExecutionMode mode, string message)
    {
        var desk = new Desk(mode);
        var pending = desk.Put(ProposalStatus.Pending);

        Assert.Equal(message, RefusalOf(await desk.ApproveAsync(new ProposalReference.ById(pending.Id, pending.PlanHash.Short), Users.Asserted(Users.Lead))).Message);
    }

    [Fact]
    public async Task Withdraw_AnothersProposal_IsToldToDenyIt()
    {
        _desk.Put(ProposalStatus.Pending);

        Assert.Equal(
            "Only the person who proposed a change may withdraw it. As an approver you may deny it instead.",
            RefusalOf(await _desk.WithdrawAsync(new ProposalReference.ByToken(Proposals.Token(1)), Users.Verified(Users.Lead))).Message);
    }

    [Fact]
    public async Task Approve_WhatIsStillValidated_IsToldToTryAgain()
    {
        var submitted = _desk.Put(ProposalStatus.Submitted);

        Assert.Equal(
            "The proposal is still being validated. Try again in a few seconds.",
            RefusalOf(await _desk.ApproveAsync(new ProposalReference.ById(submitted.Id, submitted.PlanHash.Short), Users.Verified(Users.Lead))).Message);
    }

    [Fact]
    public async Task Approve_WhatTwoHaveApproved_NamesBoth()
    {
        var first = new Approval(Users.Verified(Users.Admin), Moments.After(5));
        var approved = _desk.Put(ProposalStatus.Approved, p => p.WithQuorum(2) with { Approvals = [first, .. p.Approvals] });

        Assert.Contains(
            $" after approval by {Users.Admin} and {approved.Approvals[1].By.UserId}",
            RefusalOf(await _desk.DenyAsync(new ProposalReference.ById(approved.Id, approved.PlanHash.Short), Users.Verified(Users.Lead))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Propose_ItsFirstTwoEvents_SayAcceptedAndSubmitted()
    {
        _desk.PlayMachine();
        Assert.True((await _desk.ProposeAsync()).Succeeded(out var proposed, out _));

        var events = await _desk.Store.Audit.ReadAsync(proposed.Proposal.Id.Value, Test.Stop);

        Assert.Equal(["accepted", "submitted"], events.Take(2).Select(e => e.Fields().GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Propose_AgainAfterItWasDecided_StartsNothing()
    {
        _desk.PlayMachine();
        Assert.True((await _desk.ProposeAsync(key: "key")).Succeeded(out var first, out _));
        await _desk.DenyAsync(new ProposalReference.ByToken(first.Token!), Users.Asserted(Users.Lead));
        var calls = _desk.Workflow.Calls.Count;

        Assert.True((await _desk.ProposeAsync(key: "key")).Succeeded(out var again, out _));

        Assert.Equal((first.Proposal.Id, ProposalStatus.Denied, null, calls), (again.Proposal.Id, again.Proposal.Status, again.Token, _desk.Workflow.Calls.Count));
    }

    [Theory]
    [InlineData(-1, null, "The workflow ended before anybody decided.")]
    [InlineData(-1, "It was stopped.", "It was stopped.")]
    [InlineData(0, null, null)]
    [InlineData(0, "It was stopped.", null)]
    [InlineData(1, "It was stopped.", null)]
    public void Finish_WhatWaits_SaysWhyNobodyDecided(int ticks, string? failure, string? reason)
    {
        var pending = Proposals.In(ProposalStatus.Pending);
        var finish = new ProposalCommand.Finish(failure is null ? null : new Refusal(ErrorCode.InternalError, failure));

        var applied = Assert.IsType<Transition.Applied>(ProposalTransitions.Apply(pending, finish, pending.Wait!.ExpiresAt.AddTicks(ticks)));

        Assert.Equal((ProposalStatus.Expired, reason ?? "Nobody decided within the approval window."), (applied.Proposal.Status, applied.Proposal.Closure!.Reason));
    }

    [Fact]
    public async Task Watch_NoTimeToWait_LooksOnce()
    {
        var pending = _desk.Put(ProposalStatus.Pending);
        var before = _desk.Time.GetUtcNow();

        await new ProposalWatch(_desk.Store, _desk.Time).UntilAsync(pending, p => p.IsTerminal, TimeSpan.Zero, Test.Stop);

        Assert.Equal((1, before), (_desk.Store.Reads, _desk.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Watch_ForASecond_LooksOftenAtFirstAndLaterEveryQuarterOfASecond()
    {
        var pending = _desk.Put(ProposalStatus.Pending);

        await new ProposalWatch(_desk.Store, _desk.Time).UntilAsync(pending, p => p.IsTerminal, TimeSpan.FromSeconds(1), Test.Stop);

        // At 0, 20, 50, 95, 163, 264, 416, 643, 893 and 1143 ms.
        Assert.Equal(10, _desk.Store.Reads);
    }

    [Fact]
    public void Place_AsTextAndBack_IsTheSameToTheMillisecond()
    {
        var proposal = Proposals.In(ProposalStatus.Pending) with { CreatedAt = Moments.Start.AddTicks(12_345) };
        var place = ProposalCursor.Of(proposal);

        Assert.Equal(Moments.Start.AddMilliseconds(1), place.CreatedAt);
        Assert.Equal($"Pending|{Timestamps.Text(place.CreatedAt)}|{proposal.Id}", place.Text());
        Assert.True(ProposalCursor.TryParse(place.Text(), out var read));
        Assert.Equal(place, read);
        Assert.All((string?[])[null, "", "Pending", "Lost|2026-11-23T03:12:00.000Z|01m84jhwnpv8xmxftddspfch58", place.Text() + "|"], text => Assert.False(ProposalCursor.TryParse(text, out _)));
    }

    [Fact]
    public async Task Watch_NoSuchProposal_NamesIt()
    {
        var missing = Proposals.New(7);

        var thrown = await Assert.ThrowsAsync<KeyNotFoundException>(() => new ProposalWatch(_desk.Store, _desk.Time).UntilAsync(missing, _ => true, TimeSpan.Zero, Test.Stop));

        Assert.Equal($"There is no proposal {missing.Id}.", thrown.Message);
    }

    [Fact]
    public void Judge_SeveralSignalsAreBad_NamesEachAndCountsInTenthsOfSeconds()
    {
        VerificationSignal[] bad = [new("instance state", false, "pending"), new("system status check", false, "initializing")];
        VerificationSignal[] good = [new("instance state", true, "running")];

        var waiting = Verification.Evaluate(bad, Moments.Start, null, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.MaxValue, Moments.Start);
        var settled = Verification.Evaluate(good, Moments.Start, null, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.MaxValue, Moments.Start + TimeSpan.FromMilliseconds(12_340));

        Assert.Equal("waiting: instance state is pending, system status check is initializing", waiting.Summary);
        Assert.Equal("instance state running for 0 s, 12.3 s after the change", settled.Summary);
    }

    [Theory]
    [InlineData("RUNNING", true)]
    [InlineData("SUCCEEDED", false)]
    [InlineData("FAILED", false)]
    [InlineData("TIMED_OUT", false)]
    [InlineData("ABORTED", false)]
    [InlineData("", false)]
    public void IsRunning_OfAnExecution_IsOneWordOfAws(string status, bool isRunning) => Assert.Equal(isRunning, new StateMachineExecution("arn", status).IsRunning);

    private static Refusal RefusalOf(Outcome<Proposal> outcome)
    {
        Assert.False(outcome.Succeeded(out _, out var refusal));
        return refusal;
    }
}
