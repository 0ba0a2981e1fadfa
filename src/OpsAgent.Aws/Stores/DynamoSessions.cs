using System.Text.Json;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary><see cref="ISessions"/> on the sessions table: one item for each session. The owner is part of its key.</summary>
public sealed class DynamoSessions(AwsClients clients, TableNames tables, TimeProvider time) : ISessions
{
    private readonly DynamoTables _dynamo = new(clients, time);

    public async Task<Session?> FindAsync(Person owner, SessionId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await _dynamo.GetAsync(tables.Sessions, Key(owner.Key, id), cancellationToken) is { } item
        && StoredJson.Read(DynamoTables.BodyOf(item), ChatJson.Default.Session) is var session
        && now < session.ExpiresAt
            ? session
            : null;

    public Task SaveAsync(Session session, CancellationToken cancellationToken)
    {
        var item = Key(session.Owner, session.Id);
        item["body"] = DynamoTables.Text(JsonSerializer.Serialize(session, ChatJson.Default.Session));
        item[TableSchema.Sessions.TimeToLive!] = DynamoTables.Number(session.ExpiresAt.ToUnixTimeSeconds());
        return _dynamo.PutAsync(tables.Sessions, item, cancellationToken);
    }

    private static Dictionary<string, AttributeValue> Key(string owner, SessionId id) =>
        new() { [TableSchema.Sessions.Partition] = DynamoTables.Text($"session#{owner}#{id}") };
}
