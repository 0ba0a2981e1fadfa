using System.Globalization;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.Overview;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoSharedCacheTests(Moto moto) : SharedCacheContract, IAsyncLifetime
{
    private readonly AwsClients _clients = Moto.ClientsAt(moto.Url, new AwsTimeouts(TimeSpan.FromMinutes(2), 0));
    private TableNames _tables = null!;

    protected override ISharedCache Cache => new DynamoSharedCache(_clients, _tables);

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Store_AText_MayBeDeletedAnHourAfterItIsStale()
    {
        await Cache.StoreAsync("a", "text", Moments.After(60), Stop);

        var item = Assert.Single((await _clients.DynamoDb.ScanAsync(new ScanRequest { TableName = _tables.Sessions }, Stop)).Items);
        Assert.Equal(["body", "pk", "ttl", "until"], item.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Moments.After(3660).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), item[TableSchema.Sessions.TimeToLive!].N);
    }
}
