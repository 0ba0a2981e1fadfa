using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    private IDecisions Decisions => (IDecisions)Store;

    [Fact]
    public async Task Decisions_OfASubmissionAndAnApproval_AreReadAsTheyWerePut()
    {
        var pending = await BroughtToAsync(ProposalStatus.Pending);
        var approval = Decision(pending, "approval#lead@example.com");
        var (after, events) = Proposals.Take(pending, new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Core.Identity.Authority.None), Moments.After(5));

        Assert.True(await Store.ReplaceAsync(pending, after, events, approval, Stop));
        Assert.Equal([approval], await Decisions.ReadAsync(pending.Id, Stop));

        var other = Proposals.New(2);
        var submission = Decision(other, SignedDecision.Submission);
        await Store.SubmitAsync(other, [], submission, Stop);
        Assert.Equal([submission], await Decisions.ReadAsync(other.Id, Stop));
        Assert.Empty(await Decisions.ReadAsync(Proposals.New(3).Id, Stop));
    }

    [Fact]
    public async Task Decisions_TheTransactionWasRefused_AreNotPut()
    {
        var pending = await BroughtToAsync(ProposalStatus.Pending);
        var (after, events) = Proposals.Take(pending, new ProposalCommand.Close("over"), Proposals.ExpiresAt);

        Assert.False(await Store.ReplaceAsync(pending with { Version = 1 }, after, events, Decision(pending, "approval#lead@example.com"), Stop));
        Assert.Equal(new Core.Approvals.Ledger.SubmitResult.Busy(pending.Id), await Store.SubmitAsync(
            Proposals.New(2) with { Plan = pending.Plan }, [], Decision(Proposals.New(2), SignedDecision.Submission), Stop));

        Assert.Empty(await Decisions.ReadAsync(pending.Id, Stop));
        Assert.Empty(await Decisions.ReadAsync(Proposals.New(2).Id, Stop));
    }

    [Fact]
    public async Task Decisions_ASecondOfItsKind_NeverTakesThePlaceOfTheFirst()
    {
        var pending = await BroughtToAsync(ProposalStatus.Pending);
        var first = Decision(pending, "approval#lead@example.com");
        var second = pending with { Version = pending.Version + 1 };
        Assert.True(await Store.ReplaceAsync(pending, second, [], first, Stop));

        await Assert.ThrowsAnyAsync<Exception>(() => Store.ReplaceAsync(second, second with { Version = second.Version + 1 }, [], first with { Body = "{\"forged\":1}" }, Stop));

        Assert.Equal([first], await Decisions.ReadAsync(pending.Id, Stop));
        Assert.Equal(second.Version, (await FoundAsync(pending.Id)).Version);
    }

    private static SignedDecision Decision(Proposal proposal, string kind) => new(proposal.Id, kind, $"{{\"kind\":\"{kind}\"}}", "c2lnbmF0dXJl");
}
