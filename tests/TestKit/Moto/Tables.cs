using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OpsAgent.TestKit.Moto;

/// <summary>The tables of one deployment, with their keys and indexes.</summary>
public static class Tables
{
    /// <param name="suffix">The deployment's name: <c>opsagent-approvals-&lt;suffix&gt;</c> and so on.</param>
    public static async Task CreateAsync(IAmazonDynamoDB client, string suffix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        await CreateAsync(client, $"opsagent-approvals-{suffix}", "pk", null, [("by-status", "status", "created_at"), ("by-target", "target", "created_at")], cancellationToken);
        await CreateAsync(client, $"opsagent-decisions-{suffix}", "proposal_id", "decision", [], cancellationToken);
        await CreateAsync(client, $"opsagent-audit-{suffix}", "chain", "sequence", [("by-day", "day", "timestamp"), ("by-event-type", "event_type", "timestamp"), ("by-user", "user_id", "timestamp")], cancellationToken);
        await CreateAsync(client, $"opsagent-incidents-{suffix}", "incident_id", null, [("by-number", "kind", "number")], cancellationToken);
        await CreateAsync(client, $"opsagent-sessions-{suffix}", "pk", null, [], cancellationToken);
    }

    private static Task<CreateTableResponse> CreateAsync(
        IAmazonDynamoDB client, string name, string key, string? sortKey, (string Name, string Key, string SortKey)[] indexes, CancellationToken cancellationToken)
    {
        string[] attributes = [key, .. sortKey is null ? Array.Empty<string>() : [sortKey], .. indexes.SelectMany(i => new[] { i.Key, i.SortKey })];
        return client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [.. attributes.Distinct().Select(a => new AttributeDefinition(a, ScalarAttributeType.S))],
                KeySchema = Schema(key, sortKey),
                GlobalSecondaryIndexes = indexes.Length == 0 ? null :
                    [.. indexes.Select(i => new GlobalSecondaryIndex { IndexName = i.Name, KeySchema = Schema(i.Key, i.SortKey), Projection = new Projection { ProjectionType = ProjectionType.ALL } })],
            },
            cancellationToken);
    }

    private static List<KeySchemaElement> Schema(string key, string? sortKey) => sortKey is null
        ? [new KeySchemaElement(key, KeyType.HASH)]
        : [new KeySchemaElement(key, KeyType.HASH), new KeySchemaElement(sortKey, KeyType.RANGE)];
}
