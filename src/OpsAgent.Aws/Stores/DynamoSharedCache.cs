using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Overview;

namespace OpsAgent.Aws.Stores;

/// <summary>
/// <see cref="ISharedCache"/> on the sessions table, one item for each key, by UpdateItem alone, which every function that counts
/// requests may do: the update claims the key, and where its condition does not hold, DynamoDB answers the item that is there.
/// </summary>
public sealed class DynamoSharedCache(AwsClients clients, TableNames tables) : ISharedCache
{
    private const string Action = "dynamodb:UpdateItem";

    // Long enough for instances whose clocks differ.
    private static readonly TimeSpan KeptAfter = TimeSpan.FromHours(1);

    public async Task<CacheEntry> FindOrClaimAsync(string key, DateTimeOffset now, TimeSpan claim, CancellationToken cancellationToken)
    {
        var request = RequestFor(key, now + claim);
        request.UpdateExpression += " REMOVE #b";
        request.ConditionExpression = "attribute_not_exists(#u) OR #u <= :now";
        request.ExpressionAttributeValues[":now"] = DynamoTables.Number(now.ToUnixTimeMilliseconds());
        request.ReturnValuesOnConditionCheckFailure = Amazon.DynamoDBv2.ReturnValuesOnConditionCheckFailure.ALL_OLD;
        try
        {
            await AwsCall.RunAsync(Action, tables.Sessions, () => clients.DynamoDb.UpdateItemAsync(request, cancellationToken), "ConditionalCheckFailedException");
            return new CacheEntry(null, IsClaimed: true);
        }
        catch (ConditionalCheckFailedException e)
        {
            return new CacheEntry(DynamoTables.BodyOf(e.Item ?? []), IsClaimed: false);
        }
    }

    public Task StoreAsync(string key, string text, DateTimeOffset staleAt, CancellationToken cancellationToken)
    {
        var request = RequestFor(key, staleAt);
        request.UpdateExpression += ", #b = :body";
        request.ExpressionAttributeValues[":body"] = DynamoTables.Text(text);
        return AwsCall.RunAsync(Action, tables.Sessions, () => clients.DynamoDb.UpdateItemAsync(request, cancellationToken));
    }

    private UpdateItemRequest RequestFor(string key, DateTimeOffset until) => new()
    {
        TableName = tables.Sessions,
        Key = new() { [TableSchema.Sessions.Partition] = DynamoTables.Text($"cache#{key}") },
        UpdateExpression = "SET #u = :until, #t = :ttl",
        ExpressionAttributeNames = new() { ["#u"] = "until", ["#t"] = TableSchema.Sessions.TimeToLive!, ["#b"] = "body" },
        ExpressionAttributeValues = new()
        {
            [":until"] = DynamoTables.Number(until.ToUnixTimeMilliseconds()),
            [":ttl"] = DynamoTables.Number((until + KeptAfter).ToUnixTimeSeconds()),
        },
    };
}
