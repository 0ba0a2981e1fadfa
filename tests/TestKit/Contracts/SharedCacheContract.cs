using OpsAgent.Core.Operations.Overview;

namespace OpsAgent.TestKit.Contracts;

/// <summary>What every shared cache must do: the MUST sentences of <see cref="ISharedCache"/> as tests.</summary>
public abstract class SharedCacheContract
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(20);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The one cache of the test.</summary>
    protected abstract ISharedCache Cache { get; }

    [Fact]
    public async Task FindOrClaim_OfNothing_GivesTheClaimOnceUntilItEnds()
    {
        Assert.Equal(new CacheEntry(null, true), await AtAsync(0));
        Assert.Equal(new CacheEntry(null, false), await AtAsync(19.9));
        Assert.Equal(new CacheEntry(null, true), await AtAsync(20));
    }

    [Fact]
    public async Task FindOrClaim_OfAText_AnswersItUntilItIsStaleAndNeverAfter()
    {
        await AtAsync(0);
        await Cache.StoreAsync("a", "text", Moments.After(60), Stop);

        Assert.Equal(new CacheEntry("text", false), await AtAsync(59.9));
        Assert.Equal(new CacheEntry(null, true), await AtAsync(60));
        Assert.Equal(new CacheEntry(null, false), await AtAsync(61));
    }

    [Fact]
    public async Task FindOrClaim_OfAnotherKey_HasItsOwn()
    {
        await Cache.StoreAsync("a", "text", Moments.After(60), Stop);

        Assert.Equal(new CacheEntry(null, true), await Cache.FindOrClaimAsync("A", Moments.Start, Claim, Stop));
    }

    [Fact]
    public async Task FindOrClaim_ManyAtOnce_GivesOneTheClaim()
    {
        var entries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => AtAsync(0), Stop)));

        Assert.Single(entries, e => e.IsClaimed);
    }

    private Task<CacheEntry> AtAsync(double seconds) => Cache.FindOrClaimAsync("a", Moments.After(seconds), Claim, Stop);
}
