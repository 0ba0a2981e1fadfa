using System.Globalization;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    private IWriteBudgets Budgets => (IWriteBudgets)Store;

    [Fact]
    public async Task FindUse_NothingWasUsed_IsEmptyWithTheVersionZero()
    {
        var use = await Budgets.FindUseAsync("small-steps#production", Stop);

        Assert.Equal(("small-steps#production", 0, 0), (use.Key, use.Version, use.Writes.Length));
    }

    [Fact]
    public async Task FindUse_AfterAClaim_IsWhatWasStoredWithIt()
    {
        var approved = await BroughtToAsync(ProposalStatus.Approved);

        Assert.True(await ClaimAsync(approved, Used(approved, "all", 0), Used(approved, "small-steps#a|b\"ü", 0)));

        var use = await Budgets.FindUseAsync("small-steps#a|b\"ü", Stop);
        Assert.Equal(1, use.Version);
        Assert.Equal(new BudgetedWrite(approved.Id, approved.Plan.Target.Arn, Moments.After(10)), Assert.Single(use.Writes));
        Assert.Equal(1, (await Budgets.FindUseAsync("all", Stop)).Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Replace_ABudgetHasAnotherVersion_AnswersFalseAndStoresNothing(long version)
    {
        var first = await BroughtToAsync(ProposalStatus.Approved, 1);
        Assert.True(await ClaimAsync(first, Used(first, "all", 0)));
        var second = await BroughtToAsync(ProposalStatus.Approved, 2);

        Assert.False(await ClaimAsync(second, Used(second, "other", 0), Used(second, "all", version)));

        Assert.Equal(Proposals.Json(second), Proposals.Json(await FoundAsync(second.Id)));
        Assert.Equal(first.Id, Assert.Single((await Budgets.FindUseAsync("all", Stop)).Writes).Proposal);
        Assert.Equal(0, (await Budgets.FindUseAsync("other", Stop)).Version);
    }

    [Fact]
    public async Task Replace_TheBudgetIsThereAndTheVersionIsStale_UsesNothing()
    {
        var approved = await BroughtToAsync(ProposalStatus.Approved);

        Assert.False(await ClaimAsync(approved with { Version = 1 }, Used(approved, "all", 0)));

        Assert.Equal(0, (await Budgets.FindUseAsync("all", Stop)).Version);
    }

    [Fact]
    public async Task Replace_AThousandChangesInABudget_AreKept()
    {
        var approved = await BroughtToAsync(ProposalStatus.Approved);
        var use = new BudgetUse("all", 0, [.. Enumerable.Range(0, 1000).Select(i => new BudgetedWrite(
            approved.Id, $"arn:aws:ecs:eu-central-1:123456789012:service/{new string('c', 255)}/{i.ToString(CultureInfo.InvariantCulture)}", Moments.After(i)))]);

        Assert.True(await ClaimAsync(approved, use));

        Assert.Equal(use.Writes, (await Budgets.FindUseAsync("all", Stop)).Writes);
    }

    [Fact]
    public async Task Replace_RivalsForOneBudget_LetsExactlyOneThroughFromEachVersion()
    {
        var rivals = new List<Proposal>();
        for (var number = 1; number <= 6; number++)
        {
            rivals.Add(await BroughtToAsync(ProposalStatus.Approved, number));
        }

        var answers = await AtOnceAsync(rivals.Count, i => ClaimAsync(rivals[i], Used(rivals[i], "all", 0)));

        Assert.Single(answers, won => won);
        var won = rivals[Array.IndexOf(answers, true)];
        Assert.Equal(won.Id, Assert.Single((await Budgets.FindUseAsync("all", Stop)).Writes).Proposal);
        Assert.Equal(ProposalStatus.Executing, (await FoundAsync(won.Id)).Status);
    }

    private Task<bool> ClaimAsync(Proposal approved, params BudgetUse[] budgets)
    {
        var (after, events) = Proposals.Take(approved, new ProposalCommand.Acquire(Proposals.Claim, approved.PlanHash), Moments.After(10));
        return Store.ReplaceAsync(approved, after, events, null, budgets, Stop);
    }

    private static BudgetUse Used(Proposal proposal, string key, long version) =>
        new(key, version, [new BudgetedWrite(proposal.Id, proposal.Plan.Target.Arn, Moments.After(10))]);
}
