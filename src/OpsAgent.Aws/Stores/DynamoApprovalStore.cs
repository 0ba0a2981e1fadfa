using System.Text.Json;

using Amazon.DynamoDBv2.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary>
/// <see cref="IApprovalStore"/>, <see cref="ITargetHistory"/>, <see cref="IWriteBudgets"/>, <see cref="IProposalIndex"/>,
/// <see cref="IReconcilerCursor"/> and <see cref="IReconcilerLease"/> on one DynamoDB table, <see cref="IDecisions"/> on another.
/// A transition, its lease, its token, its budgets, what it did to its target and its audit are one transaction; the indexes may lag.
/// </summary>
public sealed class DynamoApprovalStore(AwsClients clients, TableNames tables, TimeProvider time)
    : IApprovalStore, IDecisions, ITargetHistory, IWriteBudgets, IProposalIndex, IReconcilerCursor, IReconcilerLease
{
    // A holder may let go between our refusal and our look at it.
    private const int Looks = 5;

    // Versions before the targets' items kept an execution in its proposal alone. A policy looks back for less than this.
    private static readonly TimeSpan EarlierRecords = TimeSpan.FromDays(1);

    private const string CursorKey = "place#sweep";
    private const string ReconcilerLeaseKey = "lease#reconciler";

    private const string BudgetKeyPrefix = "budget#";

    internal const string ProposalKeyPrefix = "proposal#";

    private static readonly Dictionary<string, string> RunName = new() { ["#run"] = "run" };

    private readonly DynamoTables _dynamo = new(clients, time);

    public async Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Looks; look++)
        {
            var transaction = new DynamoTransaction(tables);
            transaction.PutNew(tables.Approvals, "pk", Item(proposal));
            transaction.PutNew(tables.Approvals, "pk", Pointer(LeaseKey(proposal), proposal));
            transaction.PutNew(tables.Approvals, "pk", Pointer(TokenKey(proposal.TokenHash), proposal));
            if (IdempotencyKey(proposal) is { } key)
            {
                transaction.PutNew(tables.Approvals, "pk", Pointer(key, proposal));
            }

            PutDecision(transaction, decision);
            DynamoAuditTrail.Put(transaction, tables, events);
            var commit = await _dynamo.CommitAsync(transaction, cancellationToken);
            if (commit.Done)
            {
                return new SubmitResult.Stored();
            }

            if (IdempotencyKey(proposal) is { } used && await ProposalAtAsync(used, cancellationToken) is { } first)
            {
                return new SubmitResult.Repeated(first);
            }

            if (await ProposalAtAsync(LeaseKey(proposal), cancellationToken) is { } holder)
            {
                return new SubmitResult.Busy(holder);
            }

            if (commit.Failed.Any(transaction.IsAudit))
            {
                throw DynamoAuditTrail.Taken(events);
            }
        }

        throw Refused("The target was held and let go again and again");
    }

    public Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken) =>
        ReplaceAsync(before, after, events, decision, budgets, after.IsTerminal && !before.IsTerminal, cancellationToken);

    public async Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) =>
        await ItemAsync($"{ProposalKeyPrefix}{id.Value}", cancellationToken) is { } item ? Read(item) : null;

    public async Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) =>
        await ProposalAtAsync(IdempotencyKey(requester, key), cancellationToken) is { } id ? await FindAsync(id, cancellationToken) : null;

    public async Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) =>
        await ProposalAtAsync(TokenKey(hash), cancellationToken) is { } id && await FindAsync(id, cancellationToken) is { } proposal
            // It may have got another token between the two reads.
            && proposal.TokenHash == hash ? proposal : null;

    public Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) => ProposalAtAsync(LeaseKey(targetArn), cancellationToken);

    public async Task<TargetHistory> FindLastAsync(string targetArn, string operation, CancellationToken cancellationToken) =>
        await ItemAsync(HistoryKey(targetArn, operation), cancellationToken) is { } item
            ? ReadHistory(item)
            : await FindInEarlierRecordsAsync(targetArn, operation, cancellationToken);

    public async Task<BudgetUse> FindUseAsync(string key, CancellationToken cancellationToken) =>
        await ItemAsync($"{BudgetKeyPrefix}{key}", cancellationToken) is { } item
            ? StoredJson.Read(DynamoTables.BodyOf(item), StoredJson.Core.BudgetUse)
            : new BudgetUse(key, 0, []);

    public async Task<IReadOnlyList<SignedDecision>> ReadAsync(ProposalId proposal, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tables.Decisions,
            KeyConditionExpression = "#p = :p",
            ExpressionAttributeNames = new() { ["#p"] = TableSchema.Decisions.Partition },
            ExpressionAttributeValues = new() { [":p"] = DynamoTables.Text(proposal.Value) },
            ConsistentRead = true,
        };
        var items = await _dynamo.QueryAsync(request, int.MaxValue, cancellationToken);
        return [.. items.Select(i => new SignedDecision(proposal, i["decision"].S, DynamoTables.BodyOf(i) ?? string.Empty, i.GetValueOrDefault("signature")?.S ?? string.Empty))];
    }

    public Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) =>
        NewestAsync(TableSchema.ApprovalsByStatus, StatusKey.Of(status), limit, cancellationToken);

    public async Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken)
    {
        var items = await _dynamo.OldestAsync(
            tables.Approvals, TableSchema.ApprovalsByStatus, StatusKey.Of(status), Timestamps.Text(since), After(status, since, after), limit, cancellationToken);
        var read = Readable(items);
        return new ProposalPage(read, items.Count == limit ? CursorOf(status, items[^1]) : null, items.Count - read.Count);
    }

    public async Task<ProposalCursor?> ReadCursorAsync(CancellationToken cancellationToken) =>
        await ItemAsync(CursorKey, cancellationToken) is { } item && item.TryGetValue("place", out var kept) && ProposalCursor.TryParse(kept.S, out var place) ? place : null;

    public Task SaveCursorAsync(ProposalCursor? place, CancellationToken cancellationToken)
    {
        var item = Key(CursorKey);
        if (place is not null)
        {
            item["place"] = DynamoTables.Text(place.Text());
        }

        return _dynamo.PutAsync(tables.Approvals, item, cancellationToken);
    }

    // Where there is no item, or one without a readable end, nothing lies between.
    public Task<bool> TryTakeAsync(ReconcilerLease lease, CancellationToken cancellationToken)
    {
        var item = Key(ReconcilerLeaseKey);
        item["run"] = DynamoTables.Text(lease.Run);
        item["ends_at"] = DynamoTables.Text(Timestamps.Text(lease.End));
        return _dynamo.TryPutAsync(tables.Approvals, item, "#run = :run OR NOT ends_at BETWEEN :now AND :latest", RunName, new()
        {
            [":run"] = DynamoTables.Text(lease.Run),
            // What ends now has ended.
            [":now"] = DynamoTables.Text(Timestamps.Text(lease.Now + TimeSpan.FromMilliseconds(1))),
            [":latest"] = DynamoTables.Text(Timestamps.Text(lease.LatestEnd)),
        }, cancellationToken);
    }

    public Task FreeAsync(ReconcilerLease lease, CancellationToken cancellationToken) => _dynamo.TryDeleteAsync(
        tables.Approvals, Key(ReconcilerLeaseKey), "#run = :run", RunName, new() { [":run"] = DynamoTables.Text(lease.Run) }, cancellationToken);

    private async Task<bool> ReplaceAsync(
        Proposal before,
        Proposal after,
        IReadOnlyList<AuditEvent> events,
        SignedDecision? decision,
        IReadOnlyList<BudgetUse> budgets,
        bool freeLease,
        CancellationToken cancellationToken)
    {
        var transaction = new DynamoTransaction(tables);

        // First, for others write over them: by the last put a transaction is known again.
        List<int> used = [.. budgets.Select(b => Put(transaction, b))];
        var own = new Dictionary<string, AttributeValue> { [":id"] = DynamoTables.Text(after.Id.Value) };
        var state = transaction.Put(tables.Approvals, Item(after), "version = :v", new() { [":v"] = DynamoTables.Number(before.Version) });
        if (after.TokenHash != before.TokenHash)
        {
            transaction.Delete(tables.Approvals, Key(TokenKey(before.TokenHash)), "proposal_id = :id", own);
            transaction.PutNew(tables.Approvals, "pk", Pointer(TokenKey(after.TokenHash), after));
        }

        if (PastExecution.Added(before, after) is { } execution)
        {
            transaction.Put(tables.Approvals, Item(after.Plan, execution), null, null);
        }

        var lease = freeLease ? transaction.Delete(tables.Approvals, Key(LeaseKey(after)), "proposal_id = :id", own) : -1;
        PutDecision(transaction, decision);
        DynamoAuditTrail.Put(transaction, tables, events);
        var commit = await _dynamo.CommitAsync(transaction, cancellationToken);
        return commit.Done
            || (commit.Failed.Contains(state) || commit.Failed.Intersect(used).Any() ? false
                : commit.Failed.Any(transaction.IsAudit) ? throw DynamoAuditTrail.Taken(events)
                // A lease that is not ours is not ours to free, and no reason to keep the proposal open.
                : commit.Failed is [var only] && only == lease ? await ReplaceAsync(before, after, events, decision, budgets, false, cancellationToken)
                : throw Refused($"The token of proposal {after.Id} could not be changed, or this decision was signed before"));
    }

    // To the last page. By the time that a proposal is executed the index has long had it.
    private async Task<TargetHistory> FindInEarlierRecordsAsync(string targetArn, string operation, CancellationToken cancellationToken)
    {
        var since = Timestamps.Text(time.GetUtcNow() - EarlierRecords);
        var items = await _dynamo.OldestAsync(tables.Approvals, TableSchema.ApprovalsByTarget, targetArn, since, null, int.MaxValue, cancellationToken);
        var read = Readable(items);
        var last = read.Where(p => p.Plan.Operation == operation).Select(PastExecution.Of).OfType<PastExecution>().MaxBy(e => e.At);
        return new TargetHistory(last, items.Count - read.Count);
    }

    private async Task<ProposalList> NewestAsync(TableIndex index, string partition, int limit, CancellationToken cancellationToken)
    {
        var items = await _dynamo.NewestAsync(tables.Approvals, index, partition, limit, null, cancellationToken);
        var read = Readable(items);
        return new ProposalList(read, items.Count - read.Count);
    }

    private async Task<ProposalId?> ProposalAtAsync(string key, CancellationToken cancellationToken) =>
        await ItemAsync(key, cancellationToken) is { } item ? ProposalId.TryParse(item["proposal_id"].S) : null;

    private Task<Dictionary<string, AttributeValue>?> ItemAsync(string key, CancellationToken cancellationToken) =>
        _dynamo.GetAsync(tables.Approvals, Key(key), cancellationToken);

    private int Put(DynamoTransaction transaction, BudgetUse use)
    {
        var item = Key($"{BudgetKeyPrefix}{use.Key}");
        item["version"] = DynamoTables.Number(use.Version + 1);
        item["body"] = DynamoTables.Text(JsonSerializer.Serialize(use with { Version = use.Version + 1 }, CoreJson.Default.BudgetUse));
        return use.Version == 0
            ? transaction.PutNew(tables.Approvals, "pk", item)
            : transaction.Put(tables.Approvals, item, "version = :v", new() { [":v"] = DynamoTables.Number(use.Version) });
    }

    private void PutDecision(DynamoTransaction transaction, SignedDecision? decision)
    {
        if (decision is not null)
        {
            transaction.PutNew(tables.Decisions, TableSchema.Decisions.Partition, new()
            {
                ["proposal_id"] = DynamoTables.Text(decision.Proposal.Value),
                ["decision"] = DynamoTables.Text(decision.Kind),
                ["body"] = DynamoTables.Text(decision.Body),
                ["signature"] = DynamoTables.Text(decision.Signature),
            });
        }
    }

    private AwsException Refused(string what) =>
        new(ErrorCode.AwsThrottled, "dynamodb:TransactWriteItems", tables.Approvals, $"{what}: dynamodb:TransactWriteItems on {tables.Approvals} did nothing. Try again in a minute.");

    private static string LeaseKey(Proposal proposal) => LeaseKey(proposal.Plan.Target.Arn);

    private static string LeaseKey(string targetArn) => $"lease#{targetArn}";

    private static string TokenKey(TokenHash hash) => $"token#{hash.Value}";

    private static string HistoryKey(string targetArn, string operation) => $"target#{targetArn}#{operation}";

    private static string? IdempotencyKey(Proposal proposal) =>
        proposal.IdempotencyKey is { } key ? IdempotencyKey(proposal.Requester, key) : null;

    private static string IdempotencyKey(Person requester, string key) => $"idempotency#{requester.Key}#{key}";

    // DynamoDB refuses a starting key that lies outside what is asked for.
    private static Dictionary<string, AttributeValue>? After(ProposalStatus status, DateTimeOffset since, ProposalCursor? after) =>
        after is null || after.CreatedAt < since ? null : new()
        {
            ["status"] = DynamoTables.Text(StatusKey.Of(status)),
            ["created_at"] = DynamoTables.Text(Timestamps.Text(after.CreatedAt)),
            ["pk"] = DynamoTables.Text($"{ProposalKeyPrefix}{after.Id.Value}"),
        };

    private static ProposalCursor? CursorOf(ProposalStatus status, Dictionary<string, AttributeValue> item) =>
        ProposalCursor.TryParse($"{StatusKey.Of(status)}|{item["created_at"].S}|{item["pk"].S[ProposalKeyPrefix.Length..]}", out var place) ? place : null;

    private static Dictionary<string, AttributeValue> Key(string key) => new() { ["pk"] = DynamoTables.Text(key) };

    private static Dictionary<string, AttributeValue> Pointer(string key, Proposal proposal) =>
        new() { ["pk"] = DynamoTables.Text(key), ["proposal_id"] = DynamoTables.Text(proposal.Id.Value) };

    private static Proposal Read(Dictionary<string, AttributeValue> item) => StoredJson.Read(DynamoTables.BodyOf(item), StoredJson.Core.Proposal);

    private static List<Proposal> Readable(IEnumerable<Dictionary<string, AttributeValue>> items) =>
        [.. items.Select(i => StoredJson.TryRead(DynamoTables.BodyOf(i), StoredJson.Core.Proposal, out var proposal) ? proposal : null).OfType<Proposal>()];

    private static TargetHistory ReadHistory(Dictionary<string, AttributeValue> item) =>
        ProposalId.TryParse(item.GetValueOrDefault("proposal_id")?.S) is { } id
        && WireName.TryParse<ExecutionStatus>(item.GetValueOrDefault("execution_status")?.S, out var status)
        && Timestamps.TryParse(item.GetValueOrDefault("executed_at")?.S ?? string.Empty, out var at)
            ? new TargetHistory(new PastExecution(id, status, at))
            : new TargetHistory(null, Unreadable: 1);

    private static Dictionary<string, AttributeValue> Item(ChangePlan plan, PastExecution execution) => new()
    {
        ["pk"] = DynamoTables.Text(HistoryKey(plan.Target.Arn, plan.Operation)),
        ["proposal_id"] = DynamoTables.Text(execution.Proposal.Value),
        ["execution_status"] = DynamoTables.Text(WireName.Of(execution.Status)),
        ["executed_at"] = DynamoTables.Text(Timestamps.Text(execution.At)),
    };

    /// <returns>The item of a proposal, and of its image in the table's stream.</returns>
    internal static Dictionary<string, AttributeValue> Item(Proposal proposal)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            ["pk"] = DynamoTables.Text($"{ProposalKeyPrefix}{proposal.Id.Value}"),
            ["version"] = DynamoTables.Number(proposal.Version),
            ["status"] = DynamoTables.Text(StatusKey.Of(proposal.Status)),
            ["created_at"] = DynamoTables.Text(Timestamps.Text(proposal.CreatedAt)),
            ["target"] = DynamoTables.Text(proposal.Plan.Target.Arn),
            ["requester"] = DynamoTables.Text(proposal.Requester.UserId.Value),
            ["body"] = DynamoTables.Text(JsonSerializer.Serialize(proposal, CoreJson.Default.Proposal)),
        };
        if (proposal.Wait is { } wait)
        {
            item["expires_at"] = DynamoTables.Text(Timestamps.Text(wait.ExpiresAt));
        }

        return item;
    }
}
