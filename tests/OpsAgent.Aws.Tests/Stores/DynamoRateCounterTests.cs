using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Rates;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoRateCounterTests(Moto moto) : RateCounterContract, IAsyncLifetime
{
    private TableNames _tables = null!;

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Count_InAWindow_MayBeDeletedAnHourAfterIt()
    {
        var window = RateWindow.At(Moments.Start);
        await Create().CountAsync("a", window, Stop);
        await Create().CountAsync("a", window, Stop);

        var items = (await moto.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = _tables.Sessions }, Stop)).Items;
        var item = Assert.Single(items);
        Assert.Equal(["pk", "ttl", "value"], item.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("2", item["value"].N);
        Assert.Equal((window.End + TimeSpan.FromHours(1)).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), item[TableSchema.Sessions.TimeToLive!].N);
    }

    protected override IRateCounter Create() => new DynamoRateCounter(moto.Clients, _tables, TimeProvider.System);
}
