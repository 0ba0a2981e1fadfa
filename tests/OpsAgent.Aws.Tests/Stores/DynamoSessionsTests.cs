using System.Globalization;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoSessionsTests(Moto moto) : SessionsContract, IAsyncLifetime
{
    private TableNames _tables = null!;

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Save_Always_SaysWhenDynamoDbMayDeleteIt()
    {
        await Create().SaveAsync(Session.New(SessionId.TryParse("01kkng0000000000000000new1")!.Value, Users.Asserted(Users.Lead), Moments.Start), Stop);

        var item = Assert.Single((await moto.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = _tables.Sessions }, Stop)).Items);
        Assert.Equal(["body", "pk", "ttl"], item.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("session#asserted#lead@example.com#01kkng0000000000000000new1", item["pk"].S);
        Assert.Equal((Moments.Start + Session.Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), item["ttl"].N);
    }

    protected override Task SpoilAsync(Person owner, SessionId id, string body) =>
        moto.SpoilAsync(_tables.Sessions, new() { ["pk"] = new AttributeValue { S = $"session#{owner.Key}#{id}" } }, body, Stop);

    protected override ISessions Create() => new DynamoSessions(moto.Clients, _tables, TimeProvider.System);
}
