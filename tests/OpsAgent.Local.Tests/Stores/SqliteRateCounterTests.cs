using OpsAgent.Core.Rates;
using OpsAgent.Local.Stores;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.Stores;

/// <summary>Each instance is a connection of its own, as two processes on one file are.</summary>
public sealed class SqliteRateCounterTests : RateCounterContract, IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly List<SqliteDatabase> databases = [];

    public void Dispose()
    {
        databases.ForEach(d => d.Dispose());
        foreach (var part in new[] { file, $"{file}-wal", $"{file}-shm" })
        {
            File.Delete(part);
        }
    }

    [Fact]
    public async Task Count_InALaterHour_DeletesWhatIsOver()
    {
        var counter = Create();
        await counter.CountAsync("old", RateWindow.At(Moments.Start), Stop);
        await counter.CountAsync("new", RateWindow.At(Moments.Start + TimeSpan.FromHours(2)), Stop);

        var kept = databases[0].Transact(s => s.Query("SELECT key FROM rates", r => r.GetString(0)));
        Assert.Equal(["new"], kept);
    }

    protected override IRateCounter Create()
    {
        databases.Add(new SqliteDatabase(file));
        return new SqliteRateCounter(databases[^1]);
    }
}
