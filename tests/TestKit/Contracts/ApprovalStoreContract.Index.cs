using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Transitions;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    /// <summary>Damaged records, and records as a newer version might write them.</summary>
    public static TheoryData<string> UnreadableBodies { get; } =
    [
        string.Empty,
        "no JSON",
        "null",
        "{}",
        """{"status":"of a later version"}""",
        Without(null, "audit_head"),
        Without("plan", "summary"),
        Without("requester", "user_id"),
    ];

    [Fact]
    public async Task List_NothingIsThere_IsEmpty()
    {
        Assert.Empty((await Index.ListAsync(ProposalStatus.Pending, 10, Stop)).Proposals);
    }

    [Fact]
    public async Task List_SeveralPending_AnswersThoseNewestFirst()
    {
        await BroughtToAsync(ProposalStatus.Pending, 2);
        await BroughtToAsync(ProposalStatus.Pending, 1);
        await BroughtToAsync(ProposalStatus.Denied, 4);
        await BroughtToAsync(ProposalStatus.Pending, 3);
        await IndexCaughtUpAsync();

        Assert.Equal([Id(3), Id(2), Id(1)], Ids((await Index.ListAsync(ProposalStatus.Pending, 10, Stop)).Proposals));
        Assert.Equal([Id(3), Id(2)], Ids((await Index.ListAsync(ProposalStatus.Pending, 2, Stop)).Proposals));
        Assert.Equal([Id(4)], Ids((await Index.ListAsync(ProposalStatus.Denied, 10, Stop)).Proposals));
    }

    [Fact]
    public async Task List_ProposalMovedOn_ShowsItUnderItsNewStatusAlone()
    {
        var approved = await BroughtToAsync(ProposalStatus.Approved);
        await IndexCaughtUpAsync();

        Assert.Empty((await Index.ListAsync(ProposalStatus.Pending, 10, Stop)).Proposals);
        Assert.Equal(Proposals.Json(approved), Proposals.Json(Assert.Single((await Index.ListAsync(ProposalStatus.Approved, 10, Stop)).Proposals)));
    }

    /// <summary>What the MUST sentences of <see cref="IPendingProposals"/> say, on the same store.</summary>
    protected async Task ListsPendingAsync(Func<IPendingProposals> pending)
    {
        await BroughtToAsync(ProposalStatus.Pending, 1);
        var second = await BroughtToAsync(ProposalStatus.Pending, 2);
        await BroughtToAsync(ProposalStatus.Pending, 3);
        await BroughtToAsync(ProposalStatus.Denied, 4);
        await SpoilAsync(Id(3), "no JSON");
        await IndexCaughtUpAsync();

        var all = await pending().ListPendingAsync(10, Stop);

        Assert.Equal([second.Id.Value, Id(1).Value], all.Proposals.Select(p => p.ProposalId));
        Assert.Equal(
            new PendingProposal(second.Id.Value, second.Plan.Summary, second.Requester.UserId.Value, WireName.Of(second.Risk!.Level), second.Wait!.ExpiresAt), all.Proposals[0]);
        Assert.False(all.Truncated);
        Assert.True((await pending().ListPendingAsync(2, Stop)) is { Truncated: true, Proposals.Count: 1 });
    }

    [Fact]
    public async Task Walk_InPages_MeetsEveryOneOnceOldestFirst()
    {
        foreach (var number in (int[])[3, 1, 5, 2, 4])
        {
            await StoredAsync(Proposals.New(number));
        }

        await BroughtToAsync(ProposalStatus.Denied, 6);
        await IndexCaughtUpAsync();

        Assert.Equal([Id(1), Id(2), Id(3), Id(4), Id(5)], Ids(await WalkedAsync(2)));
        Assert.Equal([Id(1), Id(2), Id(3), Id(4), Id(5)], Ids(await WalkedAsync(5)));
        Assert.Equal([Id(6)], Ids((await Index.ListOldestFirstAsync(ProposalStatus.Denied, Moments.Start, null, 10, Stop)).Proposals));
    }

    [Fact]
    public async Task Walk_ManyOfOneMoment_MeetsEveryOneOnce()
    {
        var ids = Enumerable.Range(1, 7).Select(Id).ToList();
        foreach (var number in (int[])[7, 2, 5, 1, 6, 3, 4])
        {
            await StoredAsync(Proposals.New(number) with { CreatedAt = Moments.After(9) });
        }

        await IndexCaughtUpAsync();

        var walked = Ids(await WalkedAsync(2)).ToList();
        Assert.Equal(7, walked.Count);
        Assert.Equal(ids, walked.OrderBy(i => i.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Walk_TheOneAtThePlaceMovedOn_GoesOnAfterItsPlace()
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            await StoredAsync(Proposals.New(number));
        }

        await IndexCaughtUpAsync();
        var first = await Index.ListOldestFirstAsync(ProposalStatus.Submitted, Moments.Start, null, 2, Stop);
        var moved = await FoundAsync(Id(2));
        var (rejected, events) = Proposals.Take(moved, new ProposalCommand.Reject(new Refusal(ErrorCode.PolicyDenied, "no")), Moments.After(9));
        Assert.True(await Store.ReplaceAsync(moved, rejected, events, Stop));
        await IndexCaughtUpAsync();

        Assert.Equal([Id(3), Id(4)], Ids((await Index.ListOldestFirstAsync(ProposalStatus.Submitted, Moments.Start, first.Next, 10, Stop)).Proposals));
    }

    [Fact]
    public async Task Walk_SinceAMoment_LeavesOlderOnesOutWhateverThePlace()
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            await StoredAsync(Proposals.New(number));
        }

        await IndexCaughtUpAsync();

        foreach (var after in (ProposalCursor?[])[null, ProposalCursor.Before(ProposalStatus.Submitted), ProposalCursor.Of(Proposals.New(1))])
        {
            Assert.Equal([Id(3), Id(4)], Ids((await Index.ListOldestFirstAsync(ProposalStatus.Submitted, Moments.After(2), after, 10, Stop)).Proposals));
        }
    }

    [Theory]
    [MemberData(nameof(UnreadableBodies))]
    public async Task Lists_OneThatCannotBeRead_PassItOverAndSaySo(string body)
    {
        var first = await BroughtToAsync(ProposalStatus.Denied, 1);
        foreach (var number in (int[])[2, 3, 4])
        {
            await StoredAsync(number == 2 ? Proposals.New(2) with { Plan = first.Plan } : Proposals.New(number));
        }

        await SpoilAsync(Id(2), body);
        await IndexCaughtUpAsync();

        Assert.Equal([Id(3), Id(4)], Ids(await WalkedAsync(1)));
        var page = await Index.ListOldestFirstAsync(ProposalStatus.Submitted, Moments.Start, null, 2, Stop);
        Assert.Equal((1, Id(3)), (page.Unreadable, page.Next!.Id));
        var newest = await Index.ListAsync(ProposalStatus.Submitted, 10, Stop);
        Assert.Equal([Id(4), Id(3)], Ids(newest.Proposals));
        Assert.Equal(1, newest.Unreadable);
        Assert.Equal(0, (await Index.ListAsync(ProposalStatus.Submitted, 2, Stop)).Unreadable);
        await Assert.ThrowsAsync<UnreadableRecordException>(() => Store.FindAsync(Id(2), Stop));
        Assert.NotNull(await Store.FindAsync(Id(3), Stop));
    }

    [Fact]
    public async Task Walk_TheEnd_NamesNoPlace()
    {
        await StoredAsync(Proposals.New());
        await IndexCaughtUpAsync();

        Assert.Null((await Index.ListOldestFirstAsync(ProposalStatus.Submitted, Moments.Start, null, 2, Stop)).Next);
        Assert.Equal(new ProposalPage([], null, 0), await Index.ListOldestFirstAsync(ProposalStatus.Expired, Moments.Start, null, 2, Stop) with { Proposals = [] });
    }

    [Fact]
    public async Task Place_KeptAndCleared_IsAnsweredAsItWasKeptLast()
    {
        var places = (IReconcilerCursor)Index;
        Assert.Null(await places.ReadCursorAsync(Stop));

        foreach (var place in (ProposalCursor?[])[ProposalCursor.Of(Proposals.New()), ProposalCursor.Before(ProposalStatus.Pending), null])
        {
            await places.SaveCursorAsync(place, Stop);
            Assert.Equal(place, await places.ReadCursorAsync(Stop));
        }
    }

    private async Task<IReadOnlyList<Proposal>> WalkedAsync(int pageSize)
    {
        var walked = new List<Proposal>();
        ProposalCursor? place = null;
        do
        {
            var page = await Index.ListOldestFirstAsync(ProposalStatus.Submitted, Moments.Start, place, pageSize, Stop);
            Assert.InRange(page.Proposals.Count, 0, pageSize);
            walked.AddRange(page.Proposals);
            place = page.Next;
        }
        while (place is not null);
        return walked;
    }

    private static string Without(string? part, string member)
    {
        var body = JsonNode.Parse(Proposals.Json(Proposals.New(2)))!.AsObject();
        (part is null ? body : body[part]!.AsObject()).Remove(member);
        return body.ToJsonString();
    }

    private static ProposalId Id(int number) => Proposals.New(number).Id;

    private static IEnumerable<ProposalId> Ids(IEnumerable<Proposal> proposals) => proposals.Select(p => p.Id);
}
