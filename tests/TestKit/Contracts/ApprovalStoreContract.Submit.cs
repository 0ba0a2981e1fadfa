using OpsAgent.Core.Identity;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Audit;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    [Fact]
    public async Task Find_UnknownIdOrToken_FindsNothing()
    {
        Assert.Null(await Store.FindAsync(Proposals.New().Id, Stop));
        Assert.Null(await Store.FindByTokenAsync(Proposals.New().TokenHash, Stop));
    }

    [Fact]
    public async Task Submit_FirstOfItsTarget_IsFoundByIdAndByToken()
    {
        var stored = await StoredAsync(Proposals.New());

        Assert.Equal(Proposals.Json(stored), Proposals.Json(await FoundAsync(stored.Id)));
        Assert.Equal(stored.Id, (await Store.FindByTokenAsync(stored.TokenHash, Stop))?.Id);
    }

    [Fact]
    public async Task Submit_FirstOfItsTarget_WritesItsEventsToItsChain()
    {
        var stored = await StoredAsync(Proposals.New());

        var chain = await Audit.ReadAsync(stored.Id.Value, Stop);
        Assert.Single(chain);
        Assert.Null(AuditChain.FindFirstProblem(stored.Id.Value, chain, stored.AuditHead));
    }

    [Fact]
    public async Task Submit_TargetIsHeld_AnswersTheHolderAndStoresNothing()
    {
        var holder = await StoredAsync(Proposals.New());
        var late = Proposals.New(2) with { Plan = holder.Plan };

        var (proposal, events) = Proposals.Seal(late, [new AuditEntry(AuditEventType.ProposalCreated, "submitted")], late.CreatedAt);
        Assert.Equal(new SubmitResult.Busy(holder.Id), await Store.SubmitAsync(proposal, events, Stop));

        await AssertNothingStoredAsync(proposal);
        Assert.Equal(new SubmitResult.Stored(), await Store.SubmitAsync(proposal with { Plan = Proposals.New(2).Plan }, events, Stop));
    }

    [Fact]
    public async Task Submit_AnotherTarget_IsStoredBesideTheFirst()
    {
        var first = await StoredAsync(Proposals.New());
        var second = await StoredAsync(Proposals.New(2));

        Assert.Equal(first.Id, (await FoundAsync(first.Id)).Id);
        Assert.Equal(second.Id, (await FoundAsync(second.Id)).Id);
    }

    [Fact]
    public async Task Submit_KeyRepeatedWhileTheFirstHoldsTheTarget_AnswersTheFirstAndStoresNothing()
    {
        var first = await StoredAsync(Proposals.New());
        var repeat = Proposals.New(2) with { Plan = first.Plan, IdempotencyKey = first.IdempotencyKey };

        Assert.Equal(new SubmitResult.Repeated(first.Id), await Store.SubmitAsync(repeat, [], Stop));
        await AssertNothingStoredAsync(repeat);
    }

    [Fact]
    public async Task Submit_KeyRepeatedForAnotherTarget_AnswersTheFirst()
    {
        var first = await StoredAsync(Proposals.New());

        Assert.Equal(new SubmitResult.Repeated(first.Id), await Store.SubmitAsync(Proposals.New(2) with { IdempotencyKey = first.IdempotencyKey }, [], Stop));
    }

    [Fact]
    public async Task Submit_KeyRepeatedAfterTheFirstEnded_AnswersTheFirst()
    {
        var first = await BroughtToAsync(ProposalStatus.Denied);
        var repeat = Proposals.New(2) with { Plan = first.Plan, IdempotencyKey = first.IdempotencyKey };

        Assert.Equal(new SubmitResult.Repeated(first.Id), await Store.SubmitAsync(repeat, [], Stop));
    }

    [Fact]
    public async Task Submit_KeyOfAnotherUser_IsStored()
    {
        var first = await StoredAsync(Proposals.New());

        await StoredAsync(Proposals.New(2) with { IdempotencyKey = first.IdempotencyKey, Requester = Users.Asserted(Users.Lead) });
    }

    [Fact]
    public async Task Submit_WithoutAKeyTwice_IsStoredTwice()
    {
        await StoredAsync(Proposals.New() with { IdempotencyKey = null });
        await StoredAsync(Proposals.New(2) with { IdempotencyKey = null });
    }

    [Fact]
    public async Task Submit_KeysThatDifferInCase_AreTwoKeys()
    {
        await StoredAsync(Proposals.New() with { IdempotencyKey = "Key" });
        await StoredAsync(Proposals.New(2) with { IdempotencyKey = "key" });
    }

    [Fact]
    public async Task Submit_AuditPlaceIsTaken_ThrowsAndStoresNothing()
    {
        var proposal = Proposals.New();
        await Audit.AppendAsync([Link(proposal.Id.Value, AuditHead.Start, "forged")], Stop);

        var (submitted, events) = Proposals.Seal(proposal, [new AuditEntry(AuditEventType.ProposalCreated, "submitted")], proposal.CreatedAt);
        await Assert.ThrowsAsync<AuditWriteException>(() => Store.SubmitAsync(submitted, events, Stop));

        await AssertNothingStoredAsync(submitted, eventsInItsChain: 1);
        // Neither the lease nor the key stayed behind.
        await StoredAsync(Proposals.New(2) with { Plan = proposal.Plan, IdempotencyKey = proposal.IdempotencyKey });
    }

    [Fact]
    public async Task Submit_ManyForOneTargetAtOnce_StoresExactlyOne()
    {
        var plan = Proposals.New().Plan;

        var answers = await AtOnceAsync(8, i => Store.SubmitAsync(Proposals.New(i + 1) with { Plan = plan }, [], Stop));

        Assert.Single(answers.OfType<SubmitResult.Stored>());
        var holder = Assert.Single(answers.OfType<SubmitResult.Busy>().Select(b => b.Holder).Distinct());
        Assert.Equal(ProposalStatus.Submitted, (await FoundAsync(holder)).Status);
    }

    [Fact]
    public async Task Submit_ManyWithOneKeyAtOnce_StoresExactlyOne()
    {
        var answers = await AtOnceAsync(8, i => Store.SubmitAsync(Proposals.New(i + 1) with { IdempotencyKey = "once" }, [], Stop));

        Assert.Single(answers.OfType<SubmitResult.Stored>());
        Assert.Equal(7, answers.OfType<SubmitResult.Repeated>().Count());
        Assert.Single(answers.OfType<SubmitResult.Repeated>().Select(r => r.First).Distinct());
    }

    [Fact]
    public async Task FindByKey_OfItsRequester_AnswersTheProposalHoweverItEnded()
    {
        var first = await BroughtToAsync(ProposalStatus.Denied);

        Assert.Equal(Proposals.Json(first), Proposals.Json((await Store.FindByKeyAsync(first.Requester, "key-1", Stop))!));
        Assert.Null(await Store.FindByKeyAsync(first.Requester, "KEY-1", Stop));
        Assert.Null(await Store.FindByKeyAsync(first.Requester, "key-2", Stop));
        Assert.Null(await Store.FindByKeyAsync(Users.Asserted(Users.Lead), "key-1", Stop));
        Assert.Null(await Store.FindByKeyAsync(first.Requester with { Identity = IdentityKind.Verified }, "key-1", Stop));
    }

    [Fact]
    public async Task FindByKey_OfARequestThatWasBusy_FindsNothing()
    {
        var holder = await StoredAsync(Proposals.New());
        Assert.IsType<SubmitResult.Busy>(await Store.SubmitAsync(Proposals.New(2) with { Plan = holder.Plan }, [], Stop));

        Assert.Null(await Store.FindByKeyAsync(holder.Requester, "key-2", Stop));
    }

    private async Task AssertNothingStoredAsync(Proposal proposal, int eventsInItsChain = 0)
    {
        Assert.Null(await Store.FindAsync(proposal.Id, Stop));
        Assert.Null(await Store.FindByTokenAsync(proposal.TokenHash, Stop));
        Assert.Equal(eventsInItsChain, (await Audit.ReadAsync(proposal.Id.Value, Stop)).Count);
    }
}
