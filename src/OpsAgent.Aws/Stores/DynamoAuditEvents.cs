using System.Globalization;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IAuditEvents"/> on DynamoDB.</summary>
public sealed class DynamoAuditEvents(AwsClients clients, TableNames tables, TimeProvider time) : IAuditEvents
{
    private readonly DynamoTables _dynamo = new(clients, time);

    public async Task<DateTimeOffset?> FindOldestAsync(CancellationToken cancellationToken)
    {
        // The index by day has to be asked for each day, and that by type for each type.
        DateTimeOffset? oldest = null;
        foreach (var type in WireName.All<AuditEventType>())
        {
            if (await _dynamo.OldestAsync(tables.Audit, TableSchema.AuditByEventType, type, " ", null, 1, cancellationToken) is [var item]
                && Timestamps.TryParse(item[TableSchema.AuditByEventType.Sort].S, out var at) && !(oldest <= at))
            {
                oldest = at;
            }
        }

        return oldest;
    }

    public async Task<IReadOnlyList<AuditPlace>> ListHourAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var first = Timestamps.Text(hour);
        var items = await _dynamo.QueryAsync(
            new QueryRequest
            {
                TableName = tables.Audit,
                IndexName = TableSchema.AuditByDay.Name,
                KeyConditionExpression = "#p = :p AND begins_with(#t, :t)",
                ProjectionExpression = "#c, #s",
                ExpressionAttributeNames = new()
                {
                    ["#p"] = TableSchema.AuditByDay.Partition,
                    ["#t"] = TableSchema.AuditByDay.Sort,
                    ["#c"] = TableSchema.Audit.Partition,
                    ["#s"] = TableSchema.Audit.Sort!,
                },
                ExpressionAttributeValues = new() { [":p"] = DynamoTables.Text(first[..10]), [":t"] = DynamoTables.Text(first[..13]) },
            },
            int.MaxValue,
            cancellationToken);
        return [.. items.Select(i => new AuditPlace(i["chain"].S, SequenceOf(i)))];
    }

    public async Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tables.Audit,
            KeyConditionExpression = "#c = :c",
            ExpressionAttributeNames = new() { ["#c"] = TableSchema.Audit.Partition },
            ExpressionAttributeValues = new() { [":c"] = DynamoTables.Text(chain) },
            ConsistentRead = true,
        };
        var items = await _dynamo.QueryAsync(request, int.MaxValue, cancellationToken);
        return [.. items.Select(EventOf)];
    }

    // What an item lacks is empty, so that its chain is shown and does not verify.
    internal static AuditEvent EventOf(Dictionary<string, AttributeValue> item)
    {
        var link = new AuditEvent(item["chain"].S, SequenceOf(item), DynamoTables.BodyOf(item) ?? string.Empty, item.GetValueOrDefault("hash")?.S ?? string.Empty);
        return item.TryGetValue(TableSchema.Audit.TimeToLive!, out var end) && !(long.TryParse(end.N, CultureInfo.InvariantCulture, out var second) && second == link.EndsAt())
            ? link with { HasOtherEnd = true }
            : link;
    }

    internal static long SequenceOf(Dictionary<string, AttributeValue> item) =>
        long.TryParse(item["sequence"].S, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;
}
