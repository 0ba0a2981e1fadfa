using System.Text.Json;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Core;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Audit;

namespace OpsAgent.Aws;

/// <summary>
/// <see cref="IApprovalStore"/> and <see cref="IProposalIndex"/> on DynamoDB. Proposals, leases, token hashes and
/// idempotency keys are items of one table, told apart by the beginning of their key; every transition is one transaction.
/// </summary>
public sealed class DynamoApprovalStore(AwsClients clients, TableNames tables, TimeProvider time) : IApprovalStore, IProposalIndex
{
    internal const string Key = "pk";
    internal const string ByStatus = "by-status";
    internal const string ByTarget = "by-target";

    private readonly DynamoTable _dynamo = new(clients, time);

    public async Task<Submission> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        var (id, target) = (proposal.Id, proposal.Plan.Target.Arn);
        List<TransactWriteItem> items =
        [
            DynamoTable.PutNew(tables.Approvals, Key, ItemOf(proposal)),
            DynamoTable.PutNew(tables.Approvals, Key, Pointer(LeaseOn(target), id)),
            DynamoTable.PutNew(tables.Approvals, Key, Pointer(TokenOf(proposal), id)),
        ];
        if (proposal.IdempotencyKey is not null)
        {
            items.Add(DynamoTable.PutNew(tables.Approvals, Key, Pointer(IdempotencyOf(proposal), id)));
        }

        items.AddRange(events.Select(e => DynamoAuditTrail.PutOf(e, tables.Audit)));
        while (await _dynamo.TransactAsync(tables.Approvals, items, cancellationToken) is { Count: > 0 } failed)
        {
            // The reply to our own transaction was lost and it was sent again: ids are never made twice.
            if (failed.Contains(0) && await FindAsync(id, cancellationToken) is not null)
            {
                return new Submission.Stored();
            }

            if (proposal.IdempotencyKey is not null && await HolderAsync(IdempotencyOf(proposal), cancellationToken) is { } first)
            {
                return new Submission.Repeated(first);
            }

            if (await HolderAsync(LeaseOn(target), cancellationToken) is { } holder)
            {
                return new Submission.Busy(holder);
            }

            // A lease that was freed meanwhile is worth another try; nothing else is.
            if (!failed.SetEquals([1]))
            {
                throw DynamoTable.Unaudited(events);
            }
        }

        return new Submission.Stored();
    }

    public async Task<bool> ReplaceAsync(Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        List<TransactWriteItem> items = [Swap(before, after)];
        if (after.TokenHash != before.TokenHash)
        {
            items.Add(new TransactWriteItem { Delete = new Delete { TableName = tables.Approvals, Key = KeyOf(TokenOf(before)) } });
            items.Add(DynamoTable.PutNew(tables.Approvals, Key, Pointer(TokenOf(after), after.Id)));
        }

        if (after.IsTerminal && !before.IsTerminal)
        {
            items.Add(Free(after));
        }

        items.AddRange(events.Select(e => DynamoAuditTrail.PutOf(e, tables.Audit)));
        var failed = await _dynamo.TransactAsync(tables.Approvals, items, cancellationToken);
        if (failed.Count == 0)
        {
            return true;
        }

        return failed.Contains(0) ? false : throw DynamoTable.Unaudited(events);
    }

    public async Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) =>
        await _dynamo.FindAsync(tables.Approvals, Key, KeyText(id), cancellationToken) is { } item ? Read(item) : null;

    public async Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) =>
        await HolderAsync($"token#{hash.Value}", cancellationToken) is { } id
        && await FindAsync(id, cancellationToken) is { } proposal
        && proposal.TokenHash == hash ? proposal : null;

    public Task<IReadOnlyList<Proposal>> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) =>
        NewestAsync(ByStatus, "status", status.ToString(), limit, cancellationToken);

    public Task<IReadOnlyList<Proposal>> ListByTargetAsync(string targetArn, int limit, CancellationToken cancellationToken) =>
        NewestAsync(ByTarget, "target", targetArn, limit, cancellationToken);

    private async Task<IReadOnlyList<Proposal>> NewestAsync(string index, string key, string value, int limit, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tables.Approvals,
            IndexName = index,
            KeyConditionExpression = "#key = :value",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#key"] = key },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":value"] = DynamoTable.Text(value) },
            ScanIndexForward = false,
        };
        return [.. (await _dynamo.QueryAsync(request, limit, cancellationToken)).Select(Read)];
    }

    private async Task<ProposalId?> HolderAsync(string key, CancellationToken cancellationToken) =>
        await _dynamo.FindAsync(tables.Approvals, Key, key, cancellationToken) is { } item ? ProposalId.TryParse(item["proposal_id"].S) : null;

    private TransactWriteItem Swap(Proposal before, Proposal after) => new()
    {
        Put = new Put
        {
            TableName = tables.Approvals,
            Item = ItemOf(after),
            ConditionExpression = "#version = :before",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#version"] = "version" },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":before"] = DynamoTable.Number(before.Version) },
        },
    };

    private TransactWriteItem Free(Proposal proposal) => new()
    {
        Delete = new Delete
        {
            TableName = tables.Approvals,
            Key = KeyOf(LeaseOn(proposal.Plan.Target.Arn)),
            ConditionExpression = "attribute_not_exists(#holder) OR #holder = :holder",
            ExpressionAttributeNames = new Dictionary<string, string> { ["#holder"] = "proposal_id" },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":holder"] = DynamoTable.Text(proposal.Id.Value) },
        },
    };

    private static Dictionary<string, AttributeValue> ItemOf(Proposal proposal)
    {
        var item = KeyOf(KeyText(proposal.Id));
        item["version"] = DynamoTable.Number(proposal.Version);
        item["status"] = DynamoTable.Text(proposal.Status.ToString());
        item["target"] = DynamoTable.Text(proposal.Plan.Target.Arn);
        item["requester"] = DynamoTable.Text(proposal.Requester.UserId.Value);
        // The id orders proposals of one millisecond.
        item["created_at"] = DynamoTable.Text($"{Instant.Text(proposal.CreatedAt)}#{proposal.Id}");
        item["body"] = DynamoTable.Text(Write(proposal));
        return item;
    }

    private static Dictionary<string, AttributeValue> Pointer(string key, ProposalId id)
    {
        var item = KeyOf(key);
        item["proposal_id"] = DynamoTable.Text(id.Value);
        return item;
    }

    private static Dictionary<string, AttributeValue> KeyOf(string key) => new() { [Key] = DynamoTable.Text(key) };

    private static string KeyText(ProposalId id) => $"proposal#{id}";

    private static string LeaseOn(string targetArn) => $"lease#{targetArn}";

    private static string TokenOf(Proposal proposal) => $"token#{proposal.TokenHash.Value}";

    private static string IdempotencyOf(Proposal proposal) => $"idempotency#{proposal.Requester.UserId}#{proposal.IdempotencyKey}";

    private static string Write(Proposal proposal) => JsonSerializer.Serialize(proposal, CoreJson.Default.Proposal);

    private static Proposal Read(Dictionary<string, AttributeValue> item) => JsonSerializer.Deserialize(item["body"].S, CoreJson.Default.Proposal)!;
}
