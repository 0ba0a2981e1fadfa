using System.Globalization;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary>Consistent reads, queries to the last page and transactions on the tables of one environment.</summary>
internal sealed class DynamoTables(AwsClients clients, TimeProvider time)
{
    /// <summary>The attribute with a record's JSON.</summary>
    public const string Body = "body";

    public Task<DynamoCommit> CommitAsync(DynamoTransaction transaction, CancellationToken cancellationToken) =>
        transaction.CommitAsync(clients.DynamoDb, this, time, cancellationToken);

    /// <returns>The item as it was last written, or null.</returns>
    public async Task<Dictionary<string, AttributeValue>?> GetAsync(string table, Dictionary<string, AttributeValue> key, CancellationToken cancellationToken)
    {
        var answer = await AwsCall.RunAsync("dynamodb:GetItem", table, () => clients.DynamoDb.GetItemAsync(
            new GetItemRequest { TableName = table, Key = key, ConsistentRead = true }, cancellationToken));
        return answer.Item is { Count: > 0 } item ? item : null;
    }

    /// <param name="request">Its Limit is left to this method.</param>
    /// <param name="limit">The most items that are answered, over all pages.</param>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> QueryAsync(QueryRequest request, int limit, CancellationToken cancellationToken)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        while (items.Count < limit)
        {
            request.Limit = limit == int.MaxValue ? null : limit - items.Count;
            var page = await AwsCall.RunAsync("dynamodb:Query", request.TableName, () => clients.DynamoDb.QueryAsync(request, cancellationToken));
            items.AddRange(page.Items ?? []);
            if (page.LastEvaluatedKey is not { Count: > 0 } next)
            {
                break;
            }

            request.ExclusiveStartKey = next;
        }

        return items;
    }

    public Task PutAsync(string table, Dictionary<string, AttributeValue> item, CancellationToken cancellationToken) =>
        AwsCall.RunAsync("dynamodb:PutItem", table, () => clients.DynamoDb.PutItemAsync(new PutItemRequest { TableName = table, Item = item }, cancellationToken));

    /// <returns>False when the condition did not hold.</returns>
    public Task<bool> TryPutAsync(
        string table,
        Dictionary<string, AttributeValue> item,
        string condition,
        Dictionary<string, string> names,
        Dictionary<string, AttributeValue> values,
        CancellationToken cancellationToken)
    {
        var request = new PutItemRequest
        {
            TableName = table, Item = item, ConditionExpression = condition, ExpressionAttributeNames = names, ExpressionAttributeValues = values is { Count: > 0 } ? values : null,
        };
        return IsMetAsync("dynamodb:PutItem", table, () => clients.DynamoDb.PutItemAsync(request, cancellationToken));
    }

    /// <returns>False when the condition did not hold.</returns>
    public Task<bool> TryDeleteAsync(
        string table,
        Dictionary<string, AttributeValue> key,
        string condition,
        Dictionary<string, string> names,
        Dictionary<string, AttributeValue> values,
        CancellationToken cancellationToken)
    {
        var request = new DeleteItemRequest
        {
            TableName = table, Key = key, ConditionExpression = condition, ExpressionAttributeNames = names, ExpressionAttributeValues = values,
        };
        return IsMetAsync("dynamodb:DeleteItem", table, () => clients.DynamoDb.DeleteItemAsync(request, cancellationToken));
    }

    /// <param name="since">The least that the index's sort key may be.</param>
    /// <param name="after">The key after which to begin, or null.</param>
    public Task<IReadOnlyList<Dictionary<string, AttributeValue>>> OldestAsync(
        string table, TableIndex index, string partition, string since, Dictionary<string, AttributeValue>? after, int limit, CancellationToken cancellationToken) =>
        QueryAsync(
            new QueryRequest
            {
                TableName = table,
                IndexName = index.Name,
                KeyConditionExpression = "#p = :p AND #s >= :s",
                ExpressionAttributeNames = new() { ["#p"] = index.Partition, ["#s"] = index.Sort },
                ExpressionAttributeValues = new() { [":p"] = Text(partition), [":s"] = Text(since) },
                ExclusiveStartKey = after,
                ScanIndexForward = true,
            },
            limit,
            cancellationToken);

    /// <param name="before">What the index's sort key must be less than, or null for all.</param>
    public Task<IReadOnlyList<Dictionary<string, AttributeValue>>> NewestAsync(
        string table, TableIndex index, string partition, int limit, string? before, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = index.Name,
            KeyConditionExpression = "#p = :p",
            ExpressionAttributeNames = new() { ["#p"] = index.Partition },
            ExpressionAttributeValues = new() { [":p"] = Text(partition) },
            ScanIndexForward = false,
        };
        if (before is not null)
        {
            request.KeyConditionExpression += " AND #s < :s";
            request.ExpressionAttributeNames["#s"] = index.Sort;
            request.ExpressionAttributeValues[":s"] = Text(before);
        }

        return QueryAsync(request, limit, cancellationToken);
    }

    /// <returns>The next number of a counter, from 1. A repeat after a lost reply leaves a number out.</returns>
    public Task<long> CountAsync(string table, string counter, CancellationToken cancellationToken) =>
        AddAsync(
            new UpdateItemRequest
            {
                TableName = table,
                Key = new() { [TableSchema.Sessions.Partition] = Text($"counter#{counter}") },
                UpdateExpression = "ADD #v :one",
                ExpressionAttributeNames = new() { ["#v"] = "value" },
                ExpressionAttributeValues = new() { [":one"] = Number(1) },
            },
            cancellationToken);

    /// <returns>As <see cref="CountAsync(string, string, CancellationToken)"/>, of a counter of the sessions table that may be deleted some time after <paramref name="end"/>.</returns>
    public Task<long> CountAsync(string table, string counter, DateTimeOffset end, CancellationToken cancellationToken) =>
        AddAsync(
            new UpdateItemRequest
            {
                TableName = table,
                Key = new() { [TableSchema.Sessions.Partition] = Text(counter) },
                UpdateExpression = "SET #t = :end ADD #v :one",
                ExpressionAttributeNames = new() { ["#v"] = "value", ["#t"] = TableSchema.Sessions.TimeToLive! },
                ExpressionAttributeValues = new() { [":one"] = Number(1), [":end"] = Number(end.ToUnixTimeSeconds()) },
            },
            cancellationToken);

    /// <returns>The record's JSON, or null where the item has none.</returns>
    public static string? BodyOf(Dictionary<string, AttributeValue> item) => item.GetValueOrDefault(Body)?.S;

    public static AttributeValue Text(string text) => new() { S = text };

    public static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static async Task<bool> IsMetAsync<T>(string action, string table, Func<Task<T>> call)
    {
        try
        {
            await AwsCall.RunAsync(action, table, call, "ConditionalCheckFailedException");
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private async Task<long> AddAsync(UpdateItemRequest request, CancellationToken cancellationToken)
    {
        request.ReturnValues = Amazon.DynamoDBv2.ReturnValue.UPDATED_NEW;
        var table = request.TableName;
        var answer = await AwsCall.RunAsync("dynamodb:UpdateItem", table, () => clients.DynamoDb.UpdateItemAsync(request, cancellationToken));
        return answer.Attributes is { } attributes && attributes.TryGetValue("value", out var value)
            && long.TryParse(value.N, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new AwsException(ErrorCode.AwsServiceError, "dynamodb:UpdateItem", table, $"AWS answered dynamodb:UpdateItem on {table} without the number. Try again.");
    }
}
