using System.Globalization;
using System.Text.Json;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary>
/// <see cref="IIncidents"/> on DynamoDB. The number is counted before the record is stored, so one may be left out.
/// All records share one partition of the index by number: incidents are few.
/// </summary>
public sealed class DynamoIncidents(AwsClients clients, TableNames tables, TimeProvider time) : IIncidents
{
    private const string Kind = "incident";

    // A number is taken only if the counter was set back, as by a restored table.
    private const int Numbers = 5;

    private readonly DynamoTables _dynamo = new(clients, time);

    public async Task<IncidentCreation> CreateAsync(IncidentReport report, Func<Incident, IReadOnlyList<AuditEvent>> audit, CancellationToken cancellationToken)
    {
        var key = report.IdempotencyKey is { } text ? $"idempotency#{report.By.Key}#{text}" : null;
        for (var number = 0; number < Numbers; number++)
        {
            if (key is not null && await FirstAsync(key, cancellationToken) is { } first)
            {
                return new IncidentCreation.Repeated(first);
            }

            var year = report.CreatedAt.UtcDateTime.Year;
            var place = await _dynamo.CountAsync(tables.Sessions, $"incidents-{year}", cancellationToken);
            var incident = new Incident(IncidentId.Of(year, place), report);
            var events = audit(incident);
            var transaction = new DynamoTransaction(tables);
            var record = transaction.PutNew(tables.Incidents, "incident_id", Item(incident, year, place));
            var used = key is null ? -1 : transaction.PutNew(tables.Incidents, "incident_id", new()
            {
                ["incident_id"] = DynamoTables.Text(key),
                ["first"] = DynamoTables.Text(incident.Id.Value),
            });
            DynamoAuditTrail.Put(transaction, tables, events);
            var commit = await _dynamo.CommitAsync(transaction, cancellationToken);
            if (commit.Done)
            {
                return new IncidentCreation.Created(incident, events);
            }

            if (!commit.Failed.Contains(record) && !commit.Failed.Contains(used))
            {
                throw DynamoAuditTrail.Taken(events);
            }
        }

        throw new AwsException(
            ErrorCode.AwsServiceError, "dynamodb:TransactWriteItems", tables.Incidents, $"{tables.Incidents} holds the numbers that its counter gives. Nothing was stored; try again.");
    }

    public async Task<Incident?> FindAsync(IncidentId id, CancellationToken cancellationToken) =>
        await _dynamo.GetAsync(tables.Incidents, Key(id.Value), cancellationToken) is { } item ? Read(item) : null;

    public async Task<IncidentPage> ListAsync(int limit, IncidentId? after, CancellationToken cancellationToken)
    {
        var before = after is { } id ? NumberText(id.Year, id.Number) : null;
        var items = await _dynamo.NewestAsync(tables.Incidents, TableSchema.IncidentsByNumber, Kind, limit, before, cancellationToken);
        List<Incident> read =
            [.. items.Select(i => StoredJson.TryRead(DynamoTables.BodyOf(i), StoredJson.Core.Incident, out var incident) ? incident : null).OfType<Incident>()];
        return new IncidentPage(read, items.Count == limit ? IncidentId.TryParse(items[^1]["incident_id"].S) : null, items.Count - read.Count);
    }

    private async Task<Incident?> FirstAsync(string key, CancellationToken cancellationToken) =>
        await _dynamo.GetAsync(tables.Incidents, Key(key), cancellationToken) is { } item && IncidentId.TryParse(item["first"].S) is { } id
            ? await FindAsync(id, cancellationToken)
            : null;

    private static Dictionary<string, AttributeValue> Key(string key) => new() { ["incident_id"] = DynamoTables.Text(key) };

    private static Dictionary<string, AttributeValue> Item(Incident incident, int year, long number) => new()
    {
        ["incident_id"] = DynamoTables.Text(incident.Id.Value),
        ["kind"] = DynamoTables.Text(Kind),
        ["number"] = DynamoTables.Text(NumberText(year, number)),
        ["body"] = DynamoTables.Text(JsonSerializer.Serialize(incident, CoreJson.Default.Incident)),
    };

    private static string NumberText(int year, long number) => string.Create(CultureInfo.InvariantCulture, $"{year:d4}-{number:d12}");

    private static Incident Read(Dictionary<string, AttributeValue> item) => StoredJson.Read(DynamoTables.BodyOf(item), StoredJson.Core.Incident);
}
