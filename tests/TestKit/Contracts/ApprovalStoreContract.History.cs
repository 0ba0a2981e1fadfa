using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    private ITargetHistory History => (ITargetHistory)Store;

    [Fact]
    public async Task FindLast_NothingWasExecuted_IsEmpty()
    {
        var denied = await BroughtToAsync(ProposalStatus.Denied);

        Assert.Equal(TargetHistory.None, await LastAsync(denied));
    }

    [Fact]
    public async Task FindLast_HoweverManyCameAndWentSince_AnswersTheLastExecution()
    {
        var done = await BroughtToAsync(ProposalStatus.Completed, 1);
        for (var number = 2; number <= 30; number++)
        {
            await ProposeAndWithdrawAsync(number, done);
        }

        Assert.Equal(new PastExecution(done.Id, ExecutionStatus.Executed, done.Execution!.At), (await LastAsync(done)).Last);
        Assert.Equal(TargetHistory.None, await History.FindLastAsync(done.Plan.Target.Arn, "scale_ecs_service", Stop));
        Assert.Equal(TargetHistory.None, await History.FindLastAsync(Proposals.New(2).Plan.Target.Arn, done.Plan.Operation, Stop));
    }

    [Theory]
    [InlineData(ExecutionStatus.Executed, true)]
    [InlineData(ExecutionStatus.Unknown, true)]
    [InlineData(ExecutionStatus.Failed, false)]
    [InlineData(ExecutionStatus.WouldExecute, false)]
    public async Task FindLast_ALaterExecution_TakesThePlaceOfTheEarlierOneOnlyIfItMayHaveChangedTheTarget(ExecutionStatus status, bool counts)
    {
        var first = await BroughtToAsync(ProposalStatus.Completed, 1);
        var at = Moments.After(12);

        var second = await ReplacedAsync(await ApprovedAsync(2, first), new ProposalCommand.Acquire(Proposals.Claim, first.PlanHash), Moments.After(11));
        await ReplacedAsync(second, new ProposalCommand.RecordExecution(Proposals.Invocation, new ExecutionRecord(status, at, TimeSpan.Zero)), at);

        Assert.Equal(
            counts ? new PastExecution(second.Id, status, at) : new PastExecution(first.Id, ExecutionStatus.Executed, first.Execution!.At),
            (await LastAsync(first)).Last);
    }

    [Fact]
    public async Task FindLast_TheTransactionWasRefused_HasNotChanged()
    {
        var claimed = await BroughtToAsync(ProposalStatus.Executing);
        var (after, events) = Proposals.Take(
            claimed, new ProposalCommand.RecordExecution(Proposals.Invocation, new ExecutionRecord(ExecutionStatus.Executed, Moments.After(11), TimeSpan.Zero)), Moments.After(11));

        Assert.False(await Store.ReplaceAsync(claimed with { Version = 1 }, after, events, Stop));

        Assert.Equal(TargetHistory.None, await LastAsync(claimed));
    }

    [Fact]
    public async Task FindLast_NothingKeptAndAProposalThatCannotBeRead_SaysSo()
    {
        var first = await BroughtToAsync(ProposalStatus.Denied, 1);
        await StoredAsync(Proposals.New(2));
        await SpoilAsync(first.Id, "no JSON");
        await IndexCaughtUpAsync();

        Assert.Equal(new TargetHistory(null, Unreadable: 1), await LastAsync(first));
    }

    private Task<TargetHistory> LastAsync(Proposal proposal) => History.FindLastAsync(proposal.Plan.Target.Arn, proposal.Plan.Operation, Stop);

    private async Task ProposeAndWithdrawAsync(int number, Proposal target) => await ReplacedAsync(
        await PendingAsync(number, target), new ProposalCommand.Withdraw(Users.Asserted(Users.Engineer), null, "It recovered.", null, Core.Identity.Authority.None), Moments.After(5));

    private async Task<Proposal> ApprovedAsync(int number, Proposal target) => await ReplacedAsync(
        await PendingAsync(number, target), new ProposalCommand.Approve(Users.Verified(Users.Lead), null, null, Core.Identity.Authority.None), Moments.After(5));

    private async Task<Proposal> PendingAsync(int number, Proposal target)
    {
        var submitted = await StoredAsync(Proposals.New(number) with { Plan = target.Plan, PlanHash = target.PlanHash });
        var assessed = await ReplacedAsync(submitted, new ProposalCommand.Assess(Proposals.Risk), Moments.After(1));
        return await ReplacedAsync(assessed, new ProposalCommand.Await(Proposals.Wait), Moments.After(2));
    }

    private async Task<Proposal> ReplacedAsync(Proposal before, ProposalCommand command, DateTimeOffset at)
    {
        var (after, events) = Proposals.Take(before, command, at);
        Assert.True(await Store.ReplaceAsync(before, after, events, Stop));
        return after;
    }
}
