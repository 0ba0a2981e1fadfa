using System.Globalization;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Core;
using OpsAgent.Core.Audit;

namespace OpsAgent.Aws;

/// <summary>
/// <see cref="IAuditTrail"/> on DynamoDB: an event is put where none is, and nothing here updates or deletes. Its
/// attributes besides the body are for the indexes; the body alone is what the hash is taken over.
/// </summary>
public sealed class DynamoAuditTrail(AwsClients clients, TableNames tables, TimeProvider time) : IAuditTrail
{
    internal const string Key = "chain";
    internal const string SortKey = "sequence";

    private static readonly string[] Indexed = ["timestamp", "event_type", "user_id", "proposal_id"];
    private readonly DynamoTable _dynamo = new(clients, time);

    public async Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        IReadOnlySet<int> failed;
        try
        {
            failed = await _dynamo.TransactAsync(tables.Audit, [.. events.Select(e => PutOf(e, tables.Audit))], cancellationToken);
        }
        catch (CloudException e)
        {
            throw DynamoTable.Unaudited(events, e);
        }

        if (failed.Count > 0)
        {
            throw DynamoTable.Unaudited(events);
        }
    }

    public async Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tables.Audit,
            ConsistentRead = true,
            KeyConditionExpression = "#chain = :chain",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#chain"] = Key },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":chain"] = DynamoTable.Text(chain) },
        };
        var items = await _dynamo.QueryAsync(request, int.MaxValue, cancellationToken);
        return [.. items.Select(i => new AuditEvent(chain, long.Parse(i[SortKey].S, CultureInfo.InvariantCulture), i["body"].S, i["hash"].S))];
    }

    internal static TransactWriteItem PutOf(AuditEvent link, string table)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Key] = DynamoTable.Text(link.Chain),
            [SortKey] = DynamoTable.Text(link.Sequence.ToString("d12", CultureInfo.InvariantCulture)),
            ["body"] = DynamoTable.Text(link.Body),
            ["hash"] = DynamoTable.Text(link.Hash),
        };
        var fields = link.Fields();
        foreach (var name in Indexed)
        {
            if (fields.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text)
            {
                item[name] = DynamoTable.Text(text);
            }
        }

        item["day"] = DynamoTable.Text(item["timestamp"].S[..10]);
        return DynamoTable.PutNew(table, Key, item);
    }
}
