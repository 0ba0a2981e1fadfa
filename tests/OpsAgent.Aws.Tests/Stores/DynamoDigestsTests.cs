using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Aws.Tests.Stores;

public sealed class DynamoDigestsTests(Moto moto) : DigestStoreContract, IAsyncLifetime
{
    private TableNames _tables = null!;

    protected override (IAuditTrail Trail, IAuditEvents Events) Audit =>
        (new DynamoAuditTrail(moto.Clients, _tables, TimeProvider.System), new DynamoAuditEvents(moto.Clients, _tables, TimeProvider.System));

    public async ValueTask InitializeAsync() => _tables = await moto.TablesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Put_Always_IsInAPartitionThatNoChainHasAndWithoutAnEnd()
    {
        await Create().PutAsync(New(1), Stop);

        var items = (await moto.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = _tables.Audit }, Stop)).Items;
        Assert.Equal(3, items.Count);
        Assert.All(items, i => Assert.StartsWith("digest#production", i["chain"].S, StringComparison.Ordinal));
        Assert.All(items, i => Assert.Empty(i.Keys.Intersect(["ttl", "day", "timestamp", "event_type", "user_id"])));
    }

    [Fact]
    public async Task Read_WhatSomebodyTookFrom_IsThereAndDoesNotHold()
    {
        await Create().PutAsync(New(1), Stop);
        await moto.Clients.DynamoDb.PutItemAsync(
            new PutItemRequest
            {
                TableName = _tables.Audit,
                Item = new() { ["chain"] = new AttributeValue { S = "digest#production" }, ["sequence"] = new AttributeValue { S = "0000000000000000001" } },
            },
            Stop);

        Assert.Equivalent(new SignedDigest(1, string.Empty, string.Empty, []), await Create().ReadLastAsync(Stop), strict: true);
    }

    protected override IDigestStore Create() => new DynamoDigests(moto.Clients, _tables, "production", TimeProvider.System);
}
