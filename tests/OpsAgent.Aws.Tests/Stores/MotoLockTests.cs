using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.TestKit.Moto;

namespace OpsAgent.Aws.Tests.Stores;

/// <summary>
/// Why moto's DynamoDB stands behind a lock in these tests: without it the rollback of a transaction that it refuses takes
/// away what others were told is written. No store could hold its contract on that. The two transactions are interleaved,
/// not raced: the accepted one comes when the refused one has copied the tables and not yet restored them.
/// </summary>
public sealed class MotoLockTests
{
    private const string Table = "moto-lock";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Transactions_OneRefusedWhileOneIsAccepted_KeepTheAcceptedOneOnlyBehindTheLock(bool locked, bool kept)
    {
        await using var moto = await MotoAws.StartAsync(locked ? ["--interleaved"] : ["--interleaved", "--unlocked"]);
        using var clients = new AwsClients(new AwsTimeouts(TimeSpan.FromMinutes(2), 0), new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake-secret"), moto.Url);
        await clients.DynamoDb.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = Table,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                KeySchema = [new("pk", KeyType.HASH)],
                AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            },
            Stop);

        var refused = WriteAsync(clients.DynamoDb, new() { Put = new() { TableName = Table, Item = ItemOf("refused") } }, new()
        {
            ConditionCheck = new() { TableName = Table, Key = ItemOf("missing"), ConditionExpression = "attribute_exists(pk)" },
        });
        var accepted = WriteAsync(clients.DynamoDb, new TransactWriteItem { Put = new() { TableName = Table, Item = ItemOf("accepted") } });

        await Assert.ThrowsAsync<TransactionCanceledException>(() => refused);
        await accepted;
        Assert.False(await IsThereAsync(clients.DynamoDb, "refused"));
        Assert.Equal(kept, await IsThereAsync(clients.DynamoDb, "accepted"));
    }

    private static Task<TransactWriteItemsResponse> WriteAsync(IAmazonDynamoDB client, params TransactWriteItem[] items) =>
        client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [.. items] }, Stop);

    private static async Task<bool> IsThereAsync(IAmazonDynamoDB client, string key) =>
        (await client.GetItemAsync(new GetItemRequest { TableName = Table, Key = ItemOf(key), ConsistentRead = true }, Stop)).Item is { Count: > 0 };

    private static Dictionary<string, AttributeValue> ItemOf(string key) => new() { ["pk"] = new(key) };
}
