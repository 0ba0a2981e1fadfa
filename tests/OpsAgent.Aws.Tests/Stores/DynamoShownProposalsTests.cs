using System.Globalization;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Chat.Messages;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoShownProposalsTests(Moto moto) : ShownProposalsContract, IAsyncLifetime
{
    private TableNames _tables = null!;

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TrySave_Always_SaysWhenDynamoDbMayDeleteIt()
    {
        await Create().TrySaveAsync(New(Proposals.New().Id), Stop);

        var item = Assert.Single((await moto.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = _tables.Sessions }, Stop)).Items);
        Assert.Equal(["body", "pk", "revision", "ttl"], item.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("shown#slack#01kkng00000000000000000001", item["pk"].S);
        Assert.Equal((Moments.Start + ShownProposal.Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), item["ttl"].N);
    }

    protected override IShownProposals Create() => new DynamoShownProposals(moto.Clients, _tables, TimeProvider.System);

    protected override Task SpoilAsync(ShownProposal shown, string body) =>
        moto.SpoilAsync(_tables.Sessions, new() { ["pk"] = new AttributeValue { S = $"shown#slack#{shown.Proposal}" } }, body, Stop);
}
