using OpsAgent.Core.Approvals;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    [Fact]
    public async Task List_NothingIsThere_IsEmpty()
    {
        Assert.Empty(await Index.ListAsync(ProposalStatus.Pending, 10, Stop));
        Assert.Empty(await Index.ListByTargetAsync(Instances.Web.Arn, 10, Stop));
    }

    [Fact]
    public async Task List_SeveralPending_AnswersThoseNewestFirst()
    {
        await BroughtToAsync(ProposalStatus.Pending, 2);
        await BroughtToAsync(ProposalStatus.Pending, 1);
        await BroughtToAsync(ProposalStatus.Denied, 4);
        await BroughtToAsync(ProposalStatus.Pending, 3);
        await IndexCaughtUpAsync();

        Assert.Equal([Id(3), Id(2), Id(1)], Ids(await Index.ListAsync(ProposalStatus.Pending, 10, Stop)));
        Assert.Equal([Id(3), Id(2)], Ids(await Index.ListAsync(ProposalStatus.Pending, 2, Stop)));
        Assert.Equal([Id(4)], Ids(await Index.ListAsync(ProposalStatus.Denied, 10, Stop)));
    }

    [Fact]
    public async Task List_ProposalMovedOn_ShowsItUnderItsNewStatusAlone()
    {
        var approved = await BroughtToAsync(ProposalStatus.Approved);
        await IndexCaughtUpAsync();

        Assert.Empty(await Index.ListAsync(ProposalStatus.Pending, 10, Stop));
        Assert.Equal(Proposals.Json(approved), Proposals.Json(Assert.Single(await Index.ListAsync(ProposalStatus.Approved, 10, Stop))));
    }

    [Fact]
    public async Task ListByTarget_SeveralForOneTarget_AnswersThoseNewestFirstWhateverTheirStatus()
    {
        var first = await BroughtToAsync(ProposalStatus.Denied, 1);
        var second = await StoredAsync(Proposals.New(2) with { Plan = first.Plan });
        await StoredAsync(Proposals.New(3));
        await IndexCaughtUpAsync();

        Assert.Equal([second.Id, first.Id], Ids(await Index.ListByTargetAsync(first.Plan.Target.Arn, 10, Stop)));
        Assert.Equal([second.Id], Ids(await Index.ListByTargetAsync(first.Plan.Target.Arn, 1, Stop)));
    }

    private static ProposalId Id(int number) => Proposals.New(number).Id;

    private static IEnumerable<ProposalId> Ids(IEnumerable<Proposal> proposals) => proposals.Select(p => p.Id);
}
