using OpsAgent.Core.Approvals.Ledger;

namespace OpsAgent.TestKit.Contracts;

public abstract partial class ApprovalStoreContract
{
    private static readonly ReconcilerLease First = new("run-1", Moments.Start, Moments.After(65));

    private IReconcilerLease Leases => (IReconcilerLease)Index;

    [Theory]
    [InlineData(0, false)]
    [InlineData(64.999, false)]
    [InlineData(65, true)]
    [InlineData(600, true)]
    public async Task TryTake_AnotherRunHasIt_IsGrantedFromItsEndOn(double seconds, bool granted)
    {
        Assert.True(await Leases.TryTakeAsync(First, Stop));

        Assert.Equal(granted, await Leases.TryTakeAsync(Second(seconds), Stop));
    }

    [Fact]
    public async Task TryTake_AgainAsTheSameRun_IsGranted()
    {
        Assert.True(await Leases.TryTakeAsync(First, Stop));

        Assert.True(await Leases.TryTakeAsync(First, Stop));
        Assert.False(await Leases.TryTakeAsync(Second(1), Stop));
    }

    [Fact]
    public async Task TryTake_AfterItsHolderFreedIt_IsGranted()
    {
        Assert.True(await Leases.TryTakeAsync(First, Stop));
        await Leases.FreeAsync(First, Stop);

        Assert.True(await Leases.TryTakeAsync(Second(1), Stop));
    }

    [Fact]
    public async Task Free_OfALeaseThatAnotherRunHasByNow_LeavesItAlone()
    {
        Assert.True(await Leases.TryTakeAsync(First, Stop));
        Assert.True(await Leases.TryTakeAsync(Second(65), Stop));
        await Leases.FreeAsync(First, Stop);

        Assert.False(await Leases.TryTakeAsync(new ReconcilerLease("run-3", Moments.After(66), Moments.After(131)), Stop));
    }

    [Fact]
    public async Task Free_OfNoLease_DoesNothing()
    {
        await Leases.FreeAsync(First, Stop);

        Assert.True(await Leases.TryTakeAsync(First, Stop));
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(60.001, true)]
    public async Task TryTake_AnEndThatNoRunWouldWrite_IsGranted(double beyond, bool granted)
    {
        var second = Second(1);
        Assert.True(await Leases.TryTakeAsync(First with { End = second.End + TimeSpan.FromSeconds(beyond) }, Stop));

        Assert.Equal(granted, await Leases.TryTakeAsync(second, Stop));
    }

    [Fact]
    public async Task TryTake_ByManyAtOnce_IsGrantedToOne()
    {
        var granted = await AtOnceAsync(8, i => Leases.TryTakeAsync(First with { Run = $"run-{i}" }, Stop));

        Assert.Single(granted, g => g);
    }

    private static ReconcilerLease Second(double seconds) => new("run-2", Moments.After(seconds), Moments.After(seconds + 65));
}
