using System.Globalization;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Audit.Digests;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary>
/// <see cref="IDigestStore"/> in the audit table, beside the events and in none of its indexes: <c>digest#environment</c> has an item for each number, and
/// <c>digest#environment#hash</c> the parts of that hash, which stand there before the digest does. No chain can be named so, and
/// nothing of it has an end.
/// </summary>
public sealed class DynamoDigests(AwsClients clients, TableNames tables, string environment, TimeProvider time) : IDigestStore
{
    private const string PartsHash = "parts_hash";
    private const string Signature = "signature";

    private readonly DynamoTables _dynamo = new(clients, time);

    private string Partition => $"digest#{environment}";

    public async Task<SignedDigest?> ReadBeforeAsync(long number, CancellationToken cancellationToken) =>
        await QueryAsync("#s < :s", number, isForward: false, 1, cancellationToken) is [var item] ? await DigestOfAsync(item, cancellationToken) : null;

    public async Task<IReadOnlyList<SignedDigest>> ReadAsync(long from, int limit, CancellationToken cancellationToken)
    {
        var digests = new List<SignedDigest>();
        foreach (var item in await QueryAsync("#s >= :s", from, isForward: true, limit, cancellationToken))
        {
            digests.Add(await DigestOfAsync(item, cancellationToken));
        }

        return digests;
    }

    public async Task<bool> PutAsync(SignedDigest digest, CancellationToken cancellationToken)
    {
        var hash = DigestPart.HashOf(digest.Parts);
        for (var i = 0; i < digest.Parts.Count; i++)
        {
            // Where it is there already, it is the same: another run's, or that of an attempt of this one.
            await PutNewAsync($"{Partition}#{hash}", i + 1, new() { [DynamoTables.Body] = DynamoTables.Text(digest.Parts[i]) }, cancellationToken);
        }

        var item = new Dictionary<string, AttributeValue>
        {
            [DynamoTables.Body] = DynamoTables.Text(digest.Body),
            [Signature] = DynamoTables.Text(digest.Signature),
            [PartsHash] = DynamoTables.Text(hash),
        };

        // A signature is made once: the SDK's own repeat of a put whose answer was lost is told from a rival's by it.
        return await PutNewAsync(Partition, digest.Number, item, cancellationToken)
            || await ReadAsync(digest.Number, 1, cancellationToken) is [var kept] && kept.Number == digest.Number && kept.Signature == digest.Signature;
    }

    private Task<bool> PutNewAsync(string partition, long sort, Dictionary<string, AttributeValue> item, CancellationToken cancellationToken)
    {
        (item[TableSchema.Audit.Partition], item[TableSchema.Audit.Sort!]) = (DynamoTables.Text(partition), DynamoTables.Text(TextOf(sort)));
        return _dynamo.TryPutAsync(tables.Audit, item, "attribute_not_exists(#c)", new() { ["#c"] = TableSchema.Audit.Partition }, [], cancellationToken);
    }

    private Task<IReadOnlyList<Dictionary<string, AttributeValue>>> QueryAsync(string condition, long number, bool isForward, int limit, CancellationToken cancellationToken) => _dynamo.QueryAsync(
        new QueryRequest
        {
            TableName = tables.Audit,
            KeyConditionExpression = $"#c = :c AND {condition}",
            ExpressionAttributeNames = new() { ["#c"] = TableSchema.Audit.Partition, ["#s"] = TableSchema.Audit.Sort! },
            ExpressionAttributeValues = new() { [":c"] = DynamoTables.Text(Partition), [":s"] = DynamoTables.Text(TextOf(number)) },
            ConsistentRead = true,
            ScanIndexForward = isForward,
        },
        limit,
        cancellationToken);

    // What an item lacks is empty, so that the digest is there and does not hold.
    private async Task<SignedDigest> DigestOfAsync(Dictionary<string, AttributeValue> item, CancellationToken cancellationToken)
    {
        var parts = item.GetValueOrDefault(PartsHash)?.S is not { Length: > 0 } hash ? [] : await _dynamo.QueryAsync(
            new QueryRequest
            {
                TableName = tables.Audit,
                KeyConditionExpression = "#c = :c",
                ExpressionAttributeNames = new() { ["#c"] = TableSchema.Audit.Partition },
                ExpressionAttributeValues = new() { [":c"] = DynamoTables.Text($"{Partition}#{hash}") },
                ConsistentRead = true,
            },
            int.MaxValue,
            cancellationToken);
        var number = long.TryParse(item[TableSchema.Audit.Sort!].S, CultureInfo.InvariantCulture, out var read) ? read : 0;
        return new SignedDigest(
            number, DynamoTables.BodyOf(item) ?? string.Empty, item.GetValueOrDefault(Signature)?.S ?? string.Empty, [.. parts.Select(p => DynamoTables.BodyOf(p) ?? string.Empty)]);
    }

    // As long as the largest number.
    private static string TextOf(long number) => number.ToString("d19", CultureInfo.InvariantCulture);
}
