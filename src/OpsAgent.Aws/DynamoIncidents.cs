using System.Globalization;
using System.Text.Json;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using OpsAgent.Core;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Incidents;

namespace OpsAgent.Aws;

/// <summary>
/// <see cref="IIncidents"/> on DynamoDB. The number is counted before the record is stored, so a crash in between leaves
/// one out; record, idempotency key and audit are one transaction.
/// </summary>
public sealed class DynamoIncidents(AwsClients clients, TableNames tables, TimeProvider time) : IIncidents
{
    internal const string Key = "incident_id";
    internal const string CounterKey = "pk";
    internal const string ByNumber = "by-number";

    private readonly DynamoTable _dynamo = new(clients, time);

    public async Task<IncidentFiling> FileAsync(IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit, CancellationToken cancellationToken)
    {
        if (await FirstAsync(report, cancellationToken) is { } first)
        {
            return new IncidentFiling.Repeated(first);
        }

        var incident = new Incident(await NextIdAsync(report.CreatedAt.UtcDateTime.Year, cancellationToken), report);
        var events = audit(incident);
        List<TransactWriteItem> items = [DynamoTable.PutNew(tables.Incidents, Key, ItemOf(incident))];
        if (report.IdempotencyKey is not null)
        {
            items.Add(DynamoTable.PutNew(tables.Incidents, Key, new Dictionary<string, AttributeValue>
            {
                [Key] = DynamoTable.Text(IdempotencyOf(report)),
                ["first"] = DynamoTable.Text(incident.Id.Value),
            }));
        }

        items.AddRange(events.Select(e => DynamoAuditTrail.PutOf(e, tables.Audit)));
        var failed = await _dynamo.TransactAsync(tables.Incidents, items, cancellationToken);

        // A record under a number that was counted for us alone is ours, whose reply was lost.
        if (failed.Count == 0 || (failed.Contains(0) && await FindAsync(incident.Id, cancellationToken) is { } stored && stored.Report.CorrelationId == report.CorrelationId))
        {
            return new IncidentFiling.Filed(incident, events);
        }

        return await FirstAsync(report, cancellationToken) is { } earlier ? new IncidentFiling.Repeated(earlier) : throw DynamoTable.Unaudited(events);
    }

    public async Task<Incident?> FindAsync(IncidentId id, CancellationToken cancellationToken) =>
        await _dynamo.FindAsync(tables.Incidents, Key, id.Value, cancellationToken) is { } item ? Read(item) : null;

    public async Task<IReadOnlyList<Incident>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tables.Incidents,
            IndexName = ByNumber,
            KeyConditionExpression = "#kind = :kind",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#kind"] = "kind" },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":kind"] = DynamoTable.Text("incident") },
            ScanIndexForward = false,
        };
        return [.. (await _dynamo.QueryAsync(request, limit, cancellationToken)).Select(Read)];
    }

    private async Task<IncidentId> NextIdAsync(int year, CancellationToken cancellationToken)
    {
        var counted = await AwsCall.RunAsync("dynamodb:UpdateItem", tables.Sessions, () => clients.DynamoDb.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = tables.Sessions,
                Key = new Dictionary<string, AttributeValue> { [CounterKey] = DynamoTable.Text($"counter#incidents-{year}") },
                UpdateExpression = "ADD #value :one",
                ExpressionAttributeNames = new Dictionary<string, string> { ["#value"] = "value" },
                ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":one"] = DynamoTable.Number(1) },
                ReturnValues = ReturnValue.UPDATED_NEW,
            },
            cancellationToken));
        return IncidentId.Of(year, long.Parse(counted.Attributes["value"].N, CultureInfo.InvariantCulture));
    }

    private async Task<Incident?> FirstAsync(IncidentReport report, CancellationToken cancellationToken) =>
        report.IdempotencyKey is not null
        && await _dynamo.FindAsync(tables.Incidents, Key, IdempotencyOf(report), cancellationToken) is { } pointer
        && IncidentId.TryParse(pointer["first"].S) is { } id
            ? await FindAsync(id, cancellationToken)
            : null;

    private static string IdempotencyOf(IncidentReport report) => $"idempotency#{report.By.UserId}#{report.IdempotencyKey}";

    private static Dictionary<string, AttributeValue> ItemOf(Incident incident)
    {
        var parts = incident.Id.Value.Split('-');
        return new Dictionary<string, AttributeValue>
        {
            [Key] = DynamoTable.Text(incident.Id.Value),
            ["kind"] = DynamoTable.Text("incident"),
            ["number"] = DynamoTable.Text($"{parts[1]}-{parts[2].PadLeft(12, '0')}"),
            ["created_at"] = DynamoTable.Text(Instant.Text(incident.Report.CreatedAt)),
            ["body"] = DynamoTable.Text(JsonSerializer.Serialize(incident, CoreJson.Default.Incident)),
        };
    }

    private static Incident Read(Dictionary<string, AttributeValue> item) => JsonSerializer.Deserialize(item["body"].S, CoreJson.Default.Incident)!;
}
