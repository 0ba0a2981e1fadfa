using OpsAgent.Core.Identity;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    public static TheoryData<ProposalStatus> EveryStatus { get; } = [.. Enum.GetValues<ProposalStatus>()];

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public async Task Replace_OnTheWayToEveryStatus_KeepsProposalTokenAndChain(ProposalStatus status)
    {
        var proposal = await BroughtToAsync(status);

        Assert.Equal(Proposals.Json(proposal), Proposals.Json(await FoundAsync(proposal.Id)));
        Assert.Equal(Proposals.Json(proposal), Proposals.Json((await Store.FindByTokenAsync(proposal.TokenHash, Stop))!));
        Assert.Null(AuditChain.FindFirstProblem(proposal.Id.Value, await Audit.ReadAsync(proposal.Id.Value, Stop), proposal.AuditHead));
    }

    [Theory]
    [MemberData(nameof(EveryStatus))]
    public async Task Replace_OnTheWayToEveryStatus_HoldsTheTargetUntilTheEnd(ProposalStatus status)
    {
        var proposal = await BroughtToAsync(status);

        var next = Proposals.New(2) with { Plan = proposal.Plan };
        SubmitResult expected = proposal.IsTerminal ? new SubmitResult.Stored() : new SubmitResult.Busy(proposal.Id);
        Assert.Equal(expected, await Store.SubmitAsync(next, [], Stop));
    }

    [Fact]
    public async Task Replace_VersionIsStale_AnswersFalseAndStoresNothing()
    {
        var submitted = await StoredAsync(Proposals.New());
        var (won, wonEvents) = Proposals.Take(submitted, new ProposalCommand.Assess(Proposals.Risk), Moments.After(1));
        Assert.True(await Store.ReplaceAsync(submitted, won, wonEvents, Stop));

        var (lost, lostEvents) = Proposals.Take(submitted, new ProposalCommand.Reject(new Refusal(ErrorCode.PolicyDenied, "no")), Moments.After(1));
        Assert.False(await Store.ReplaceAsync(submitted, lost with { TokenHash = Proposals.Token(9).Hash() }, lostEvents, Stop));

        Assert.Equal(Proposals.Json(won), Proposals.Json(await FoundAsync(submitted.Id)));
        Assert.Equal(won.AuditHead.Sequence, (await Audit.ReadAsync(submitted.Id.Value, Stop)).Count);
        Assert.Null(await Store.FindByTokenAsync(Proposals.Token(9).Hash(), Stop));
        Assert.NotNull(await Store.FindByTokenAsync(submitted.TokenHash, Stop));
        // The loser would have been terminal; the lease is still the winner's.
        Assert.Equal(new SubmitResult.Busy(submitted.Id), await Store.SubmitAsync(Proposals.New(2) with { Plan = submitted.Plan }, [], Stop));
    }

    [Fact]
    public async Task Replace_NeverSubmitted_AnswersFalseAndStoresNothing()
    {
        var proposal = Proposals.New();
        var (after, events) = Proposals.Take(proposal, new ProposalCommand.Assess(Proposals.Risk), Moments.After(1));

        Assert.False(await Store.ReplaceAsync(proposal, after, events, Stop));
        Assert.Null(await Store.FindAsync(proposal.Id, Stop));
    }

    [Fact]
    public async Task Replace_ManyFromOneVersionAtOnce_LetsExactlyOneThrough()
    {
        var pending = await BroughtToAsync(ProposalStatus.Pending);
        var (after, events) = Proposals.Take(pending, new ProposalCommand.Close("over"), Proposals.ExpiresAt);

        var answers = await AtOnceAsync(8, _ => Store.ReplaceAsync(pending, after, events, Stop));

        Assert.Single(answers, won => won);
        Assert.Equal(after.Version, (await FoundAsync(pending.Id)).Version);
        Assert.Equal(after.AuditHead.Sequence, (await Audit.ReadAsync(pending.Id.Value, Stop)).Count);
    }

    [Fact]
    public async Task Replace_AuditPlaceIsTaken_ThrowsAndStoresNothing()
    {
        var pending = await BroughtToAsync(ProposalStatus.Pending);
        await Audit.AppendAsync([Link(pending.Id.Value, pending.AuditHead, "forged")], Stop);

        var (after, events) = Proposals.Take(pending, new ProposalCommand.Close("over"), Proposals.ExpiresAt);
        await Assert.ThrowsAsync<AuditWriteException>(() => Store.ReplaceAsync(pending, after with { TokenHash = Proposals.Token(9).Hash() }, events, Stop));

        Assert.Equal(Proposals.Json(pending), Proposals.Json(await FoundAsync(pending.Id)));
        Assert.Null(await Store.FindByTokenAsync(Proposals.Token(9).Hash(), Stop));
        Assert.Equal(new SubmitResult.Busy(pending.Id), await Store.SubmitAsync(Proposals.New(2) with { Plan = pending.Plan }, [], Stop));
    }

    [Fact]
    public async Task Replace_TokenIsRotated_ResolvesTheNewHashAndNeverTheOldOne()
    {
        var first = await BroughtToAsync(ProposalStatus.Pending);
        var (second, _) = Proposals.Take(first, new ProposalCommand.RotateToken(Proposals.Token(8).Hash()), Moments.After(3));
        var (third, _) = Proposals.Take(second, new ProposalCommand.RotateToken(Proposals.Token(9).Hash()), Moments.After(4));
        Assert.True(await Store.ReplaceAsync(first, second, [], Stop));
        Assert.True(await Store.ReplaceAsync(second, third, [], Stop));

        Assert.Equal(third.Version, (await Store.FindByTokenAsync(third.TokenHash, Stop))?.Version);
        Assert.Null(await Store.FindByTokenAsync(first.TokenHash, Stop));
        Assert.Null(await Store.FindByTokenAsync(second.TokenHash, Stop));
    }

    [Fact]
    public async Task Ledger_ManyPeopleApproveAtOnce_CountsEachOnceAndApprovesOnce()
    {
        var pending = await BroughtToAsync(ProposalStatus.Pending);
        var time = new LeapingTime(Moments.After(5));
        var ledger = new ProposalLedger(Store, new AuditEventFactory(new IdSource(time, new SeededRandom(1)), time), time, new SeededRandom(2));

        var transitions = await AtOnceAsync(8, i => ledger.ApplyAsync(
            pending.Id, new ProposalCommand.Approve(Users.Verified(i % 2 == 0 ? Users.Lead : Users.Admin), null, null, Authority.None), Proposals.Subject, Stop));

        Assert.Single(transitions.OfType<Transition.Applied>());
        var approved = await FoundAsync(pending.Id);
        Assert.Equal(ProposalStatus.Approved, approved.Status);
        Assert.Single(approved.Approvals);
        Assert.Null(AuditChain.FindFirstProblem(pending.Id.Value, await Audit.ReadAsync(pending.Id.Value, Stop), approved.AuditHead));
    }
}
