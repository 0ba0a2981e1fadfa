using OpsAgent.Core.Audit;
using OpsAgent.Core.Identity;

namespace OpsAgent.TestKit.Contracts;

/// <summary>The MUST sentences of <see cref="IAuditIndex"/>, which each store's audit trail answers too.</summary>
public abstract partial class ApprovalStoreContract
{
    private static readonly DateOnly FirstDay = DateOnly.FromDateTime(Moments.Start.UtcDateTime);

    private IAuditIndex AuditIndex => (IAuditIndex)Audit;

    [Fact]
    public async Task Search_ByEachThing_FindsWhatMatchesAndNothingElse()
    {
        await WrittenAsync(
            Found("a", 0, Users.Engineer, AuditEventType.ToolExecuted),
            Found("b", 1, Users.Lead, AuditEventType.ToolExecuted),
            Found("c", 2, Users.Engineer, AuditEventType.ErrorOccurred),
            Found("d", 60 * 24, Users.Engineer, AuditEventType.ToolExecuted));

        Assert.Equal(["c", "b", "a"], await FoundByAsync(new AuditSearch { Day = FirstDay }));
        Assert.Equal(["d"], await FoundByAsync(new AuditSearch { Day = FirstDay.AddDays(1) }));
        Assert.Equal(["d", "c", "a"], await FoundByAsync(new AuditSearch { User = Users.Engineer }));
        Assert.Equal(["d", "b", "a"], await FoundByAsync(new AuditSearch { Type = AuditEventType.ToolExecuted }));
        Assert.Equal(["c", "a"], await FoundByAsync(new AuditSearch { User = Users.Engineer, Day = FirstDay }));
        Assert.Equal(["b", "a"], await FoundByAsync(new AuditSearch { Type = AuditEventType.ToolExecuted, Day = FirstDay }));
        Assert.Equal(["a"], await FoundByAsync(new AuditSearch { Type = AuditEventType.ToolExecuted, Day = FirstDay, User = Users.Engineer }));
        Assert.Empty(await FoundByAsync(new AuditSearch { User = Users.Viewer }));
    }

    [Fact]
    public async Task Search_ByProposal_FindsItsChainAndCanNarrowIt()
    {
        var proposal = await BroughtToAsync(Core.Approvals.ProposalStatus.Denied);
        await WrittenAsync(Found("a", 0, Users.Engineer, AuditEventType.ToolExecuted));

        var chain = await Audit.ReadAsync(proposal.Id.Value, Stop);
        var found = (await AuditIndex.SearchAsync(new AuditSearch { Proposal = proposal.Id }, null, 100, Stop)).Events;
        Assert.Equal(chain.OrderBy(e => e.Sequence), found.OrderBy(e => e.Sequence));
        var denied = await AuditIndex.SearchAsync(new AuditSearch { Proposal = proposal.Id, Type = AuditEventType.ApprovalDenied }, null, 100, Stop);
        Assert.Equal(chain[^1], Assert.Single(denied.Events));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Search_PageAfterPage_MeetsEachEventOnceNewestFirstWhateverComesMeanwhile(int limit)
    {
        // Five at one moment: the time alone is no place.
        var written = Enumerable.Range(0, 12).Select(i => Found($"chain-{i:d2}", Math.Min(i, 7), Users.Engineer, AuditEventType.ToolExecuted)).ToArray();
        await WrittenAsync(written);
        var (met, after) = (new List<AuditEvent>(), (AuditCursor?)null);
        do
        {
            var page = await AuditIndex.SearchAsync(new AuditSearch { Day = FirstDay }, after, limit, Stop);
            Assert.InRange(page.Events.Count, 0, limit);
            met.AddRange(page.Events);
            after = page.Next;
            await WrittenAsync(Found($"later-{met.Count}-{after?.Sequence}", 30, Users.Engineer, AuditEventType.ToolExecuted));
        }
        while (after is not null);

        var times = met.Select(e => AuditCursor.Of(e).Timestamp).ToList();
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        Assert.Equal(written.Select(e => e.Chain).Order(), met.Select(e => e.Chain).Order());
    }

    [Fact]
    public async Task Search_PlaceAsText_GoesOnWhereItWas()
    {
        await WrittenAsync(Found("a", 0, Users.Engineer, AuditEventType.ToolExecuted), Found("b", 1, Users.Engineer, AuditEventType.ToolExecuted));

        var first = await AuditIndex.SearchAsync(new AuditSearch { User = Users.Engineer }, null, 1, Stop);
        Assert.True(AuditCursor.TryParse(first.Next!.Text(), out var place));
        var second = await AuditIndex.SearchAsync(new AuditSearch { User = Users.Engineer }, place, 1, Stop);

        Assert.Equal(("b", "a"), (first.Events[0].Chain, second.Events[0].Chain));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"timestamp":7}""")]
    [InlineData("""{"timestamp":"2026-03-14T09:00:00.000Z","outcome":"\ud800"}""")]
    public async Task Search_OneThatCannotBeRead_PassesItOverAndSaysSo(string body)
    {
        var chain = (await BroughtToAsync(Core.Approvals.ProposalStatus.Denied)).Id;
        var events = await Audit.ReadAsync(chain.Value, Stop);
        await WrittenAsync(Found("a", 0, Users.Engineer, AuditEventType.ApprovalDenied));
        await SpoilEventAsync(chain.Value, 2, body);

        var readable = events.Where(e => e.Sequence != 2).Select(e => e.Sequence);
        Assert.Equal(readable, (await ReadToTheEndAsync(new AuditSearch { Proposal = chain }, unreadable: 1)).Select(e => e.Sequence).Order());
        Assert.Contains("a", (await ReadToTheEndAsync(new AuditSearch { Day = FirstDay }, unreadable: 1)).Select(e => e.Chain));
        Assert.Equal(events.Count, (await Audit.ReadAsync(chain.Value, Stop)).Count);
    }

    [Fact]
    public async Task Search_AllCanBeRead_CountsNone()
    {
        await WrittenAsync(Found("a", 0, Users.Engineer, AuditEventType.ToolExecuted));

        Assert.Single(await ReadToTheEndAsync(new AuditSearch { User = Users.Engineer }, unreadable: 0));
    }

    [Fact]
    public async Task Search_ForNothing_Throws() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await AuditIndex.SearchAsync(new AuditSearch(), null, 10, Stop));

    private static AuditEvent Found(string chain, int minutes, UserId user, AuditEventType type) => AuditChain.Append(
        chain, AuditHead.Start, "01kkng0000000000000000evnt", Moments.Start.AddMinutes(minutes), Proposals.Subject with { Person = Users.Asserted(user) }, new AuditEntry(type, "ok"));

    private async Task WrittenAsync(params AuditEvent[] events)
    {
        foreach (var link in events)
        {
            await Audit.AppendAsync([link], Stop);
        }
    }

    private async Task<IReadOnlyList<AuditEvent>> ReadToTheEndAsync(AuditSearch search, int unreadable)
    {
        var (met, after, passedOver) = (new List<AuditEvent>(), (AuditCursor?)null, 0);
        do
        {
            var page = await AuditIndex.SearchAsync(search, after, 2, Stop);
            met.AddRange(page.Events);
            (after, passedOver) = (page.Next, passedOver + page.Unreadable);
        }
        while (after is not null);
        Assert.Equal(unreadable, passedOver);
        return met;
    }

    private async Task<IEnumerable<string>> FoundByAsync(AuditSearch search)
    {
        var page = await AuditIndex.SearchAsync(search, null, 100, Stop);
        Assert.Null(page.Next);
        return page.Events.Select(e => e.Chain);
    }
}
