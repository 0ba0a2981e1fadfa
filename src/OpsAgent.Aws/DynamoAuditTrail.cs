using System.Globalization;
using System.Text.Json;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Core;
using OpsAgent.Core.Audit;

namespace OpsAgent.Aws;

/// <summary><see cref="IAuditTrail"/> on DynamoDB: an event is put where none is, and never touched again.</summary>
public sealed class DynamoAuditTrail(AwsClients clients, TableNames tables, TimeProvider time) : IAuditTrail
{
    private readonly DynamoTables _dynamo = new(clients, time);

    public async Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var transaction = new DynamoTransaction(tables);
        Put(transaction, tables, events);
        try
        {
            if (!(await _dynamo.CommitAsync(transaction, cancellationToken)).Done)
            {
                throw Taken(events);
            }
        }
        catch (CloudException e)
        {
            throw new AuditWriteException(e.Message, e);
        }
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
        return [.. items.Select(i => new AuditEvent(i["chain"].S, long.Parse(i["sequence"].S, CultureInfo.InvariantCulture), i["body"].S, i["hash"].S))];
    }

    /// <summary>Adds the events to a transaction, after everything else in it.</summary>
    internal static void Put(DynamoTransaction transaction, TableNames tables, IReadOnlyList<AuditEvent> events)
    {
        if (events.DistinctBy(e => (e.Chain, e.Sequence)).Count() != events.Count)
        {
            throw Taken(events);
        }

        foreach (var link in events)
        {
            transaction.PutNew(tables.Audit, TableSchema.Audit.Partition, Item(link));
        }
    }

    internal static AuditWriteException Taken(IReadOnlyList<AuditEvent> events) =>
        new($"The audit of {events[0].Chain} could not be written: a place in it is taken.");

    private static Dictionary<string, AttributeValue> Item(AuditEvent link)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            ["chain"] = DynamoTables.Text(link.Chain),
            ["sequence"] = DynamoTables.Text(link.Sequence.ToString("d12", CultureInfo.InvariantCulture)),
            ["body"] = DynamoTables.Text(link.Body),
            ["hash"] = DynamoTables.Text(link.Hash),
        };
        var fields = link.Fields();
        foreach (var name in (string[])["timestamp", "event_type", "user_id", "proposal_id"])
        {
            // The key of an index must not be empty; an item without it is left out of that index.
            if (fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            {
                item[name] = DynamoTables.Text(text);
            }
        }

        if (item.TryGetValue("timestamp", out var at) && at.S.Length >= 10)
        {
            item["day"] = DynamoTables.Text(at.S[..10]);
        }

        return item;
    }
}
