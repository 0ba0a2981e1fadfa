using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Rates;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

[Collection(nameof(Alone))]
public sealed class DynamoRateCounterTests(Moto moto) : RateCounterContract, IAsyncLifetime
{
    // An SDK that sends again what took it too long would count it twice.
    private readonly AwsClients _clients = Moto.ClientsAt(moto.Url, new AwsTimeouts(TimeSpan.FromMinutes(2), 0));
    private TableNames _tables = null!;

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        return ValueTask.CompletedTask;
    }

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

    protected override IRateCounter Create() => new DynamoRateCounter(_clients, _tables, TimeProvider.System);
}
