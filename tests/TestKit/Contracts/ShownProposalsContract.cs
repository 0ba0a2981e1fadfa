using System.Text.Json.Nodes;

using OpsAgent.Chat.Messages;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every store of shown proposals must do: the MUST sentences of <see cref="IShownProposals"/> as tests.</summary>
public abstract class ShownProposalsContract
{
    private static readonly ProposalId First = Proposals.New(1).Id;
    private static readonly ProposalId Second = Proposals.New(2).Id;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One more instance on the one store of the test.</summary>
    protected abstract IShownProposals Create();

    /// <summary>Puts a body in place of a record's that this version cannot read.</summary>
    protected abstract Task SpoilAsync(ShownProposal shown, string body);

    [Fact]
    public async Task Find_WhatWasSaved_AnswersAllOfIt()
    {
        var saved = New(First) with
        {
            Version = 7,
            Messages = [new ShownMessage("C024BE7LR", "1355517523.000005") { MessageId = "1355517523.000008", Version = 6, IsReposted = true }, new ShownMessage("D024BE7LR", null) { IsGone = true }],
            HeldUntil = Moments.After(20),
        };

        Assert.True(await Create().TrySaveAsync(saved, Stop));

        var found = await Create().FindAsync(RequestSource.Slack, First, Stop);
        Assert.NotNull(found);
        Assert.Equal(saved with { Content = default, Messages = [] }, found with { Content = default, Messages = [] });
        Assert.Equal(saved.Messages, found.Messages);
        Assert.Equal("„Grüße“ \ud83d\udd25", found.Content.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Find_OfAnotherProposalOrService_IsNull()
    {
        await Create().TrySaveAsync(New(First), Stop);

        Assert.Null(await Create().FindAsync(RequestSource.Slack, Second, Stop));
        Assert.Null(await Create().FindAsync(RequestSource.Teams, First, Stop));
    }

    [Fact]
    public async Task TrySave_OfARevisionThatSomebodyWrote_IsRefusedAndChangesNothing()
    {
        await Create().TrySaveAsync(New(First), Stop);
        Assert.True(await Create().TrySaveAsync(New(First, 2) with { Version = 2 }, Stop));

        Assert.False(await Create().TrySaveAsync(New(First), Stop));
        Assert.False(await Create().TrySaveAsync(New(First, 2), Stop));
        Assert.False(await Create().TrySaveAsync(New(First, 4), Stop));
        Assert.False(await Create().TrySaveAsync(New(Second, 2), Stop));
        Assert.Equal((2, 2), await Create().FindAsync(RequestSource.Slack, First, Stop) is { } found ? (found.Revision, found.Version) : default);
    }

    [Fact]
    public async Task TrySave_ManyAtOnce_LetsOneThrough()
    {
        await Create().TrySaveAsync(New(First), Stop);
        var stores = Enumerable.Range(0, 8).Select(_ => Create()).ToList();

        var saved = await Task.WhenAll(stores.Select((store, i) => Task.Run(() => store.TrySaveAsync(New(First, 2) with { Version = i }, Stop), Stop)));

        Assert.Single(saved, s => s);
        Assert.Equal(Array.IndexOf(saved, true), (await Create().FindAsync(RequestSource.Slack, First, Stop))!.Version);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    public async Task Find_WhatCannotBeRead_SaysSo(string body)
    {
        await Create().TrySaveAsync(New(First), Stop);
        await SpoilAsync(New(First), body);

        await Assert.ThrowsAsync<UnreadableRecordException>(() => Create().FindAsync(RequestSource.Slack, First, Stop));
    }

    protected static ShownProposal New(ProposalId proposal, long revision = 1) => new()
    {
        Service = RequestSource.Slack,
        Proposal = proposal,
        Revision = revision,
        Version = 1,
        Content = new JsonObject { ["text"] = "„Grüße“ \ud83d\udd25" }.ToElement(),
        ExpiresAt = Moments.Start + ShownProposal.Lifetime,
    };
}
