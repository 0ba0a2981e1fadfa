using System.Globalization;
using System.Security.Cryptography;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using OpsAgent.Core;
using OpsAgent.Core.Audit;

namespace OpsAgent.Aws;

/// <summary>The calls that every store on DynamoDB makes, each with its errors mapped.</summary>
internal sealed class DynamoTable(AwsClients clients, TimeProvider time)
{
    public const string ConditionFailed = "ConditionalCheckFailed";
    private const int Attempts = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    public static AttributeValue Text(string value) => new() { S = value };

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static TransactWriteItem PutNew(string table, string key, Dictionary<string, AttributeValue> item) => new()
    {
        Put = new Put
        {
            TableName = table,
            Item = item,
            ConditionExpression = "attribute_not_exists(#key)",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#key"] = key },
        },
    };

    public async Task<Dictionary<string, AttributeValue>?> FindAsync(string table, string key, string value, CancellationToken cancellationToken)
    {
        var answer = await AwsCall.RunAsync("dynamodb:GetItem", table, () => clients.DynamoDb.GetItemAsync(
            new GetItemRequest { TableName = table, ConsistentRead = true, Key = new Dictionary<string, AttributeValue> { [key] = Text(value) } }, cancellationToken));
        return answer.Item is { Count: > 0 } item ? item : null;
    }

    /// <returns>The answer, at most <paramref name="limit"/> items over as many pages as that takes.</returns>
    public async Task<List<Dictionary<string, AttributeValue>>> QueryAsync(QueryRequest request, int limit, CancellationToken cancellationToken)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        do
        {
            request.Limit = Math.Min(limit - items.Count, 1000);
            var page = await AwsCall.RunAsync("dynamodb:Query", request.TableName, () => clients.DynamoDb.QueryAsync(request, cancellationToken));
            items.AddRange(page.Items ?? []);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (items.Count < limit && request.ExclusiveStartKey is { Count: > 0 });

        return items;
    }

    /// <summary>
    /// Writes all or nothing. Every repeat carries one request token, by which DynamoDB knows a transaction that it has
    /// committed already; a collision with another transaction is tried again.
    /// </summary>
    /// <returns>The indexes of the items whose condition failed; empty when everything is written.</returns>
    /// <exception cref="CloudException">DynamoDB refused, or did not answer; whether it is written is then not known.</exception>
    public async Task<IReadOnlySet<int>> TransactAsync(string table, List<TransactWriteItem> items, CancellationToken cancellationToken)
    {
        var request = new TransactWriteItemsRequest { TransactItems = items, ClientRequestToken = RandomNumberGenerator.GetHexString(32) };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AwsCall.RunAsync(
                    "dynamodb:TransactWriteItems",
                    table,
                    () => clients.DynamoDb.TransactWriteItemsAsync(request, cancellationToken),
                    nameof(TransactionCanceledException));
                return new HashSet<int>();
            }
            catch (TransactionCanceledException e)
            {
                var codes = (e.CancellationReasons ?? []).Select(r => r.Code).ToList();
                var failed = codes.Index().Where(c => c.Item == ConditionFailed).Select(c => c.Index).ToHashSet();
                if (failed.Count > 0)
                {
                    return failed;
                }

                if (attempt == Attempts || !codes.Exists(c => c is "TransactionConflict" or "ThrottlingError" or "ProvisionedThroughputExceeded"))
                {
                    throw Refused(table, codes, e);
                }
            }

            await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    public static AuditWriteException Unaudited(IReadOnlyList<AuditEvent> events, Exception? inner = null) =>
        new($"The audit of {events[0].Chain} could not be written.", inner);

    private static CloudException Refused(string table, List<string> codes, TransactionCanceledException inner)
    {
        var why = string.Join(", ", codes.Where(c => c is not null and not "None").Distinct());
        var busy = codes.Exists(c => c is "TransactionConflict" or "ThrottlingError" or "ProvisionedThroughputExceeded");
        return new CloudException(
            busy ? ErrorCode.AwsThrottled : ErrorCode.PolicyDenied,
            "dynamodb:TransactWriteItems",
            table,
            $"DynamoDB did not commit the transaction on {table} ({why}). Nothing was written; {(busy ? "try again in a minute" : "look at the table and its key")}.",
            inner);
    }
}
