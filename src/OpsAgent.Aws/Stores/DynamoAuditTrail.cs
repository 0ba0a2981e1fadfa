using System.Globalization;
using System.Text.Json;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="IAuditTrail"/> and <see cref="IAuditIndex"/> on DynamoDB: an event is put where none is, and never touched again, until DynamoDB deletes it after seven years.</summary>
public sealed class DynamoAuditTrail(AwsClients clients, TableNames tables, TimeProvider time) : IAuditTrail, IAuditIndex
{
    // What one search may pass over, so that a rare thing in a busy day ends in a page and not in a timeout.
    private const int PageSize = 200;
    private const int MaxPages = 5;

    private readonly DynamoTables _dynamo = new(clients, time);
    private readonly DynamoAuditEvents _events = new(clients, tables, time);

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
        catch (AwsException e)
        {
            throw new AuditWriteException(e.Message, e);
        }
    }

    public Task<IReadOnlyList<AuditEvent>> ReadAsync(string chain, CancellationToken cancellationToken) => _events.ReadAsync(chain, cancellationToken);

    public async Task<AuditPage> SearchAsync(AuditSearch search, AuditCursor? after, int limit, CancellationToken cancellationToken)
    {
        if (search.Proposal is { } proposal)
        {
            // A proposal has a few dozen events at most.
            return AuditPage.Of(await ReadAsync(proposal.Value, cancellationToken), search, after, limit);
        }

        var (index, request) = RequestOf(search, after);
        var (found, unreadable) = (new List<AuditEvent>(), 0);
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await AwsCall.RunAsync("dynamodb:Query", tables.Audit, () => clients.DynamoDb.QueryAsync(request, cancellationToken));
            foreach (var item in page.Items ?? [])
            {
                var link = DynamoAuditEvents.EventOf(item);
                if (!AuditSearch.IsReadable(link))
                {
                    unreadable++;
                    continue;
                }

                found.Add(link);
                if (found.Count == limit)
                {
                    return new AuditPage(found, CursorOf(item, index), unreadable);
                }
            }

            if (page.LastEvaluatedKey is not { Count: > 0 } last)
            {
                return new AuditPage(found, null, unreadable);
            }

            request.ExclusiveStartKey = last;
        }

        return new AuditPage(found, CursorOf(request.ExclusiveStartKey, index), unreadable);
    }

    // The narrowest index that the search has a key for; the rest is filtered.
    private (TableIndex Index, QueryRequest Request) RequestOf(AuditSearch search, AuditCursor? after)
    {
        var (index, key) = search switch
        {
            { User: { } user } => (TableSchema.AuditByUser, user.Value),
            { TypeText: { } type } => (TableSchema.AuditByEventType, type),
            { DayText: { } day } => (TableSchema.AuditByDay, day),
            _ => throw new ArgumentException("A search of the audit names a day, a user, a type or a proposal.", nameof(search)),
        };
        var request = new QueryRequest
        {
            TableName = tables.Audit,
            IndexName = index.Name,
            KeyConditionExpression = "#p = :p",
            ExpressionAttributeNames = new() { ["#p"] = index.Partition },
            ExpressionAttributeValues = new() { [":p"] = DynamoTables.Text(key) },
            ScanIndexForward = false,
            Limit = PageSize,
        };
        if (search.DayText is { } only && index != TableSchema.AuditByDay)
        {
            request.KeyConditionExpression += " AND begins_with(#s, :s)";
            request.ExpressionAttributeNames["#s"] = index.Sort;
            request.ExpressionAttributeValues[":s"] = DynamoTables.Text(only);
        }

        if (search.TypeText is { } kind && index != TableSchema.AuditByEventType)
        {
            request.FilterExpression = "#t = :t";
            request.ExpressionAttributeNames["#t"] = TableSchema.AuditByEventType.Partition;
            request.ExpressionAttributeValues[":t"] = DynamoTables.Text(kind);
        }

        if (after is not null)
        {
            request.ExclusiveStartKey = new()
            {
                [index.Partition] = DynamoTables.Text(key),
                [index.Sort] = DynamoTables.Text(after.Timestamp),
                [TableSchema.Audit.Partition] = DynamoTables.Text(after.Chain),
                [TableSchema.Audit.Sort!] = DynamoTables.Text(SequenceText(after.Sequence)),
            };
        }

        return (index, request);
    }

    private static AuditCursor CursorOf(Dictionary<string, AttributeValue> item, TableIndex index) =>
        new(item[index.Sort].S, item["chain"].S, DynamoAuditEvents.SequenceOf(item));

    private static string SequenceText(long sequence) => sequence.ToString("d12", CultureInfo.InvariantCulture);

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
            ["sequence"] = DynamoTables.Text(SequenceText(link.Sequence)),
            ["body"] = DynamoTables.Text(link.Body),
            ["hash"] = DynamoTables.Text(link.Hash),
        };
        if (link.EndsAt() is { } end)
        {
            item[TableSchema.Audit.TimeToLive!] = DynamoTables.Number(end);
        }

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
