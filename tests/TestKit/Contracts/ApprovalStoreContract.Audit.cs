using OpsAgent.Core.Audit;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    [Fact]
    public async Task Read_UnknownChain_IsEmpty() => Assert.Empty(await Audit.ReadAsync("no-such-chain", Stop));

    [Fact]
    public async Task Append_MoreThanNineEvents_ReadsThemBackInTheirOrderToTheByte()
    {
        var chain = Chain("chain", 12);
        await Audit.AppendAsync(chain[..5], Stop);
        await Audit.AppendAsync(chain[5..], Stop);

        var read = await Audit.ReadAsync("chain", Stop);
        Assert.Equal(chain, read);
        Assert.Null(AuditChain.FindFirstProblem("chain", read, AuditChain.HeadOf(chain[^1])));
    }

    [Fact]
    public async Task Append_TextBeyondAscii_IsKeptToTheByte()
    {
        var link = Link("chain", AuditHead.Start, "größer 日本 \U0001F680 \"quoted\" \\ 'single' \u2028");
        await Audit.AppendAsync([link], Stop);

        Assert.Equal(link, Assert.Single(await Audit.ReadAsync("chain", Stop)));
    }

    [Fact]
    public async Task Append_PlaceIsTaken_ThrowsAndWritesNothingOfTheCall()
    {
        var chain = Chain("chain", 3);
        await Audit.AppendAsync(chain[..2], Stop);

        var other = Link("chain", AuditChain.HeadOf(chain[0]), "another second");
        await Assert.ThrowsAsync<AuditWriteException>(() => Audit.AppendAsync([chain[2], other], Stop));

        Assert.Equal(chain[..2], await Audit.ReadAsync("chain", Stop));
        await Audit.AppendAsync([chain[2]], Stop);
        Assert.Equal(chain, await Audit.ReadAsync("chain", Stop));
    }

    [Fact]
    public async Task Append_SameEventAgain_ThrowsAndKeepsOne()
    {
        var chain = Chain("chain", 1);
        await Audit.AppendAsync(chain, Stop);

        await Assert.ThrowsAsync<AuditWriteException>(() => Audit.AppendAsync(chain, Stop));
        Assert.Equal(chain, await Audit.ReadAsync("chain", Stop));
    }

    [Fact]
    public async Task Append_TwoEventsForOnePlace_ThrowsAndWritesNeither()
    {
        await Assert.ThrowsAsync<AuditWriteException>(() => Audit.AppendAsync([Link("chain", AuditHead.Start, "a"), Link("chain", AuditHead.Start, "b")], Stop));

        Assert.Empty(await Audit.ReadAsync("chain", Stop));
    }

    [Fact]
    public async Task Append_TwoChains_KeepsThemApart()
    {
        await Audit.AppendAsync(Chain("chain", 2), Stop);
        await Audit.AppendAsync(Chain("chain-2", 1), Stop);

        Assert.Equal(2, (await Audit.ReadAsync("chain", Stop)).Count);
        Assert.Single(await Audit.ReadAsync("chain-2", Stop));
    }

    [Fact]
    public async Task Append_Nothing_WritesNothing()
    {
        await Audit.AppendAsync([], Stop);

        Assert.Empty(await Audit.ReadAsync("chain", Stop));
    }

    [Fact]
    public async Task Append_ManyForOnePlaceAtOnce_LetsExactlyOneThrough()
    {
        var written = await AtOnceAsync(8, async i =>
        {
            try
            {
                await Audit.AppendAsync([Link("chain", AuditHead.Start, $"writer {i}")], Stop);
                return true;
            }
            catch (AuditWriteException)
            {
                return false;
            }
        });

        Assert.Single(written, w => w);
        Assert.Single(await Audit.ReadAsync("chain", Stop));
    }

    private static AuditEvent[] Chain(string name, int length)
    {
        var (head, chain) = (AuditHead.Start, new List<AuditEvent>());
        for (var i = 1; i <= length; i++)
        {
            chain.Add(Link(name, head, $"event {i}"));
            head = AuditChain.HeadOf(chain[^1]);
        }

        return [.. chain];
    }
}
