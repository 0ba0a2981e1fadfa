using OpsAgent.Core.Identity;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Tests.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Approvals;

public sealed class ProposalLedgerTests
{
    private readonly LeapingTime _time = new(Moments.After(10));
    private readonly InMemoryApprovalStore _store = new();
    private readonly ProposalLedger _ledger;

    public ProposalLedgerTests() => _ledger = new ProposalLedger(_store, new AuditEventFactory(new IdSource(_time, new SeededRandom(1)), _time), _time, new SeededRandom(2));

    [Fact]
    public async Task Apply_TakingEffect_StoresTheNextVersionAndItsEventTogether()
    {
        var pending = Put(ProposalStatus.Pending);

        var transition = await ApplyAsync(pending, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None));

        var stored = await _store.FindAsync(pending.Id, Test.Stop);
        Assert.Same(stored, transition.Proposal);
        Assert.Equal((pending.Version + 1, ProposalStatus.Approved, pending.AuditHead.Sequence + 1), (stored!.Version, stored.Status, stored.AuditHead.Sequence));
        var link = Assert.Single(await _store.Audit.ReadAsync(pending.Id.Value, Test.Stop));
        Assert.Equal(stored.AuditHead, AuditChain.HeadOf(link));
    }

    [Fact]
    public async Task Apply_TakingEffect_SaysInTheAuditWhoDidWhatToWhat()
    {
        var pending = Put(ProposalStatus.Pending);

        await ApplyAsync(pending, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None));

        var fields = (await _store.Audit.ReadAsync(pending.Id.Value, Test.Stop))[0].Fields();
        Assert.Equal(
            ("approval_granted", "reboot_ec2", pending.Plan.Target.Arn, pending.Id.Value, "2026-03-14T09:00:10.000Z"),
            (Text("event_type"), Text("operation"), Text("target"), Text("proposal_id"), Text("timestamp")));
        Assert.Equal(("engineer@example.com", "asserted", "api", "LOCAL_MOCK"), (Text("user_id"), Text("identity"), Text("channel"), Text("execution_mode")));

        string? Text(string name) => fields.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Apply_WithoutAnEvent_LeavesTheHeadOfTheChain()
    {
        var submitted = Put(ProposalStatus.Submitted);

        var transition = await ApplyAsync(submitted, new ProposalCommand.Assess(Proposals.Risk));

        Assert.Equal((submitted.Version + 1, submitted.AuditHead), (transition.Proposal.Version, transition.Proposal.AuditHead));
        Assert.Empty(_store.Audit.All);
    }

    [Theory]
    [InlineData(ProposalStatus.Denied)]
    [InlineData(ProposalStatus.Executing)]
    public async Task Apply_NoEffect_WritesNothing(ProposalStatus status)
    {
        var proposal = Put(status);

        Assert.IsType<Transition.NoEffect>(await ApplyAsync(proposal, new ProposalCommand.Close("over")));
        Assert.Equal((0, 0), (_store.Writes, _store.Audit.All.Count));
    }

    [Fact]
    public async Task Apply_Refused_WritesNothing()
    {
        var pending = Put(ProposalStatus.Pending);

        Assert.IsType<Transition.Refused>(await ApplyAsync(pending, new ProposalCommand.Approve(Users.Verified(Users.Engineer), null, null, Authority.None)));
        Assert.Equal((0, 0), (_store.Writes, _store.Audit.All.Count));
    }

    [Fact]
    public async Task Apply_AnotherWriterCameFirst_DecidesAgainOnWhatIsThereNow()
    {
        var pending = Put(ProposalStatus.Pending);
        OnceBeforeReplace(() => ApplyAsync(pending, new ProposalCommand.Deny(Users.Verified(Users.Admin), null, "no")));

        var transition = await ApplyAsync(pending, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None));

        Assert.Equal(ErrorCode.AlreadyDecided, Assert.IsType<Transition.Refused>(transition).Refusal.Code);
        Assert.Equal(ProposalStatus.Denied, (await _store.FindAsync(pending.Id, Test.Stop))!.Status);
        Assert.Equal(1, _store.Writes);
    }

    [Fact]
    public async Task Apply_AnotherWriterDidSomethingElse_TakesEffectOnTopOfIt()
    {
        var pending = Put(ProposalStatus.Pending);
        OnceBeforeReplace(() => ApplyAsync(pending, new ProposalCommand.RotateToken(Proposals.Token(9).Hash())));

        var transition = await ApplyAsync(pending, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None));

        Assert.Equal((pending.Version + 2, ProposalStatus.Approved, Proposals.Token(9).Hash()), (transition.Proposal.Version, transition.Proposal.Status, transition.Proposal.TokenHash));
    }

    [Fact]
    public async Task Apply_AnotherWriterAlwaysComesFirst_GivesUpWithoutAnEndlessLoop()
    {
        var pending = Put(ProposalStatus.Pending);
        var rounds = 0;
        _store.BeforeReplace = before =>
        {
            rounds++;
            _store.With(before with { Version = before.Version + 1 });
            return Task.CompletedTask;
        };

        var busy = await Assert.ThrowsAsync<AwsException>(() => ApplyAsync(pending, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None)));
        Assert.Equal(ErrorCode.ResourceBusy, busy.Code);
        Assert.InRange(rounds, 8, 100);
        Assert.InRange(_time.GetUtcNow() - Moments.After(10), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(16));
        Assert.Equal(0, _store.Writes);
    }

    [Fact]
    public async Task Apply_AuditIsDown_ChangesNothingAndThrows()
    {
        var pending = Put(ProposalStatus.Pending);
        _store.Audit.IsDown = true;

        await Assert.ThrowsAsync<AuditWriteException>(() => ApplyAsync(pending, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Authority.None)));
        Assert.Same(pending, await _store.FindAsync(pending.Id, Test.Stop));
    }

    [Fact]
    public async Task Apply_NoSuchProposal_Throws() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() => ApplyAsync(Proposals.New(), new ProposalCommand.Close("over")));

    [Fact]
    public async Task Submit_WithTwoEntries_StoresTheProposalWithTheHeadOfBoth()
    {
        var proposal = Proposals.New();

        var submission = await _ledger.SubmitAsync(
            proposal, [new AuditEntry(AuditEventType.RequestReceived, "accepted"), new AuditEntry(AuditEventType.ProposalCreated, "submitted")], Proposals.Subject, SignedDecisions.Any, Test.Stop);

        Assert.Equal(new SubmitResult.Stored(), submission);
        var stored = await _ledger.FindAsync(proposal.Id, Test.Stop);
        Assert.Equal((1, 2), (stored!.Version, stored.AuditHead.Sequence));
        Assert.Null(AuditChain.FindFirstProblem(proposal.Id.Value, await _store.Audit.ReadAsync(proposal.Id.Value, Test.Stop), stored.AuditHead));
    }

    [Fact]
    public async Task Submit_AuditIsDown_StoresNothingAndThrows()
    {
        _store.Audit.IsDown = true;

        await Assert.ThrowsAsync<AuditWriteException>(() => _ledger.SubmitAsync(
            Proposals.New(), [new AuditEntry(AuditEventType.ProposalCreated, "submitted")], Proposals.Subject, SignedDecisions.Any, Test.Stop));
        Assert.Null(await _store.FindAsync(Proposals.New().Id, Test.Stop));
    }

    [Fact]
    public async Task Watch_AlreadyThere_AnswersAtOnce()
    {
        var pending = Put(ProposalStatus.Pending);

        Assert.Same(pending, await new ProposalWatch(_store, _time).UntilAsync(pending, p => p.Status is ProposalStatus.Pending, TimeSpan.FromSeconds(8), Test.Stop));
        Assert.Equal(Moments.After(10), _time.GetUtcNow());
    }

    [Fact]
    public async Task Watch_GettingThereMeanwhile_AnswersWithoutWaitingOutTheTime()
    {
        var pending = Put(ProposalStatus.Pending);
        _store.BeforeRead = read => _ = read == 5 ? _store.With(Proposals.In(ProposalStatus.Denied)) : _store;

        var seen = await new ProposalWatch(_store, _time).UntilAsync(pending, p => p.IsTerminal, TimeSpan.FromSeconds(8), Test.Stop);

        Assert.Equal(ProposalStatus.Denied, seen.Status);
        Assert.InRange(_time.GetUtcNow() - Moments.After(10), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Watch_NeverGettingThere_AnswersWhatIsThereWhenTheTimeIsOver()
    {
        var pending = Put(ProposalStatus.Pending);

        Assert.Same(pending, await new ProposalWatch(_store, _time).UntilAsync(pending, p => p.IsTerminal, TimeSpan.FromSeconds(8), Test.Stop));
        Assert.InRange(_time.GetUtcNow() - Moments.After(10), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8.25));
        Assert.InRange(_store.Reads, 8_000 / 250, 60);
    }

    [Fact]
    public async Task Watch_NoSuchProposal_Throws() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() => new ProposalWatch(_store, _time).UntilAsync(Proposals.New(), _ => true, TimeSpan.Zero, Test.Stop));

    private Proposal Put(ProposalStatus status)
    {
        // Its audit is not there, so that what a test sees in the trail is its own.
        var proposal = Proposals.In(status) with { AuditHead = AuditHead.Start };
        _store.With(proposal);
        return proposal;
    }

    private void OnceBeforeReplace(Func<Task> other) => _store.BeforeReplace = async _ =>
    {
        _store.BeforeReplace = null;
        await other();
    };

    private Task<Transition> ApplyAsync(Proposal proposal, ProposalCommand command) => _ledger.ApplyAsync(proposal.Id, command, Proposals.Subject, Test.Stop);
}
