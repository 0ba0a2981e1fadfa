using System.Text.Json;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Local.Stores;

/// <summary>
/// <see cref="IApprovalStore"/>, <see cref="IDecisions"/>, <see cref="ITargetHistory"/>, <see cref="IWriteBudgets"/>, <see cref="IProposalIndex"/>,
/// <see cref="IReconcilerCursor"/> and <see cref="IReconcilerLease"/> on SQLite.
/// </summary>
public sealed class SqliteApprovalStore(SqliteDatabase database)
    : IApprovalStore, IDecisions, ITargetHistory, IWriteBudgets, IProposalIndex, IReconcilerCursor, IReconcilerLease
{
    private const string Place = "sweep";

    public Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(session => Submit(session, proposal, events, decision), submission => submission is SubmitResult.Stored));

    public Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken) =>
        Task.FromResult(database.Transact(session => Replace(session, before, after, events, decision, budgets), replaced => replaced));

    public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) =>
        Task.FromResult(Read(database.Transact(s => s.Text("SELECT body FROM proposals WHERE id = $id", ("$id", id.Value)))));

    public Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken) =>
        Task.FromResult(Read(database.Transact(s => s.Text(
            "SELECT body FROM proposals JOIN idempotency ON idempotency.proposal_id = proposals.id WHERE idempotency.user_id = $user AND idempotency.key = $key",
            ("$user", requester.Key),
            ("$key", key)))));

    public Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken) =>
        Task.FromResult(Read(database.Transact(s => s.Text(
            "SELECT body FROM proposals JOIN tokens ON tokens.proposal_id = proposals.id WHERE tokens.hash = $hash", ("$hash", hash.Value)))));

    public Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) =>
        Task.FromResult(ProposalId.TryParse(database.Transact(s => s.Text("SELECT proposal_id FROM leases WHERE target = $target", ("$target", targetArn)))));

    public Task<TargetHistory> FindLastAsync(string targetArn, string operation, CancellationToken cancellationToken)
    {
        var rows = database.Transact(s => s.Query(
            "SELECT proposal_id, status, at FROM target_changes WHERE target = $target AND operation = $operation",
            r => (Id: r.GetString(0), Status: r.GetString(1), At: r.GetString(2)),
            ("$target", targetArn),
            ("$operation", operation)));
        return Task.FromResult(
            rows is not [var row] ? new TargetHistory(null, UnreadableOf(targetArn))
            : ProposalId.TryParse(row.Id) is { } id && WireName.TryParse<ExecutionStatus>(row.Status, out var status) && Timestamps.TryParse(row.At, out var at)
                ? new TargetHistory(new PastExecution(id, status, at))
                : new TargetHistory(null, Unreadable: 1));
    }

    public Task<BudgetUse> FindUseAsync(string key, CancellationToken cancellationToken) => Task.FromResult(
        database.Transact(s => s.Text("SELECT body FROM budgets WHERE key = $key", ("$key", key))) is { } body
            ? StoredJson.Read(body, StoredJson.Core.BudgetUse)
            : new BudgetUse(key, 0, []));

    public Task<IReadOnlyList<SignedDecision>> ReadAsync(ProposalId proposal, CancellationToken cancellationToken) => Task.FromResult(database.Transact(s => s.Query(
        "SELECT kind, body, signature FROM decisions WHERE proposal_id = $id",
        r => new SignedDecision(proposal, r.GetString(0), r.GetString(1), r.GetString(2)),
        ("$id", proposal.Value))));

    public Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) => Newest(
        "SELECT body FROM proposals WHERE status = $key ORDER BY created_at DESC, id DESC LIMIT $limit", StatusKey.Of(status), limit);

    public Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken)
    {
        var rows = database.Transact(s => s.Query(
            "SELECT created_at, id, body FROM proposals WHERE status = $status AND created_at >= $since AND (created_at, id) > ($at, $id) ORDER BY created_at, id LIMIT $limit",
            r => (At: r.GetString(0), Id: r.GetString(1), Body: r.GetString(2)),
            ("$status", StatusKey.Of(status)),
            ("$since", Timestamps.Text(since)),
            ("$at", after is null ? string.Empty : Timestamps.Text(after.CreatedAt)),
            ("$id", after?.Id.Value ?? string.Empty),
            ("$limit", limit)));
        var read = Readable(rows.Select(r => r.Body));
        var next = rows.Count == limit && ProposalCursor.TryParse($"{StatusKey.Of(status)}|{rows[^1].At}|{rows[^1].Id}", out var place) ? place : null;
        return Task.FromResult(new ProposalPage(read, next, rows.Count - read.Count));
    }

    public Task<ProposalCursor?> ReadCursorAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ProposalCursor.TryParse(database.Transact(s => s.Text("SELECT place FROM places WHERE name = $name", ("$name", Place))), out var place) ? place : null);

    public Task SaveCursorAsync(ProposalCursor? place, CancellationToken cancellationToken)
    {
        database.Transact(s => s.Execute(
            "INSERT INTO places (name, place) VALUES ($name, $place) ON CONFLICT (name) DO UPDATE SET place = excluded.place",
            ("$name", Place),
            ("$place", place?.Text())));
        return Task.CompletedTask;
    }

    public Task<bool> TryTakeAsync(ReconcilerLease lease, CancellationToken cancellationToken) => Task.FromResult(database.Transact(s => s.Execute(
        """
        INSERT INTO reconciler_lease (id, run, ends_at) VALUES (1, $run, $end)
        ON CONFLICT (id) DO UPDATE SET run = excluded.run, ends_at = excluded.ends_at WHERE run = $run OR ends_at <= $now OR ends_at > $latest
        """,
        ("$run", lease.Run),
        ("$end", Timestamps.Text(lease.End)),
        ("$now", Timestamps.Text(lease.Now)),
        ("$latest", Timestamps.Text(lease.LatestEnd)))) == 1);

    public Task FreeAsync(ReconcilerLease lease, CancellationToken cancellationToken)
    {
        database.Transact(s => s.Execute("DELETE FROM reconciler_lease WHERE run = $run", ("$run", lease.Run)));
        return Task.CompletedTask;
    }

    // Any of them may have been executed by a version that did not keep it with its target.
    private int UnreadableOf(string targetArn)
    {
        var bodies = database.Transact(s => s.Query("SELECT body FROM proposals WHERE target = $target", r => r.GetString(0), ("$target", targetArn)));
        return bodies.Count - Readable(bodies).Count;
    }

    private Task<ProposalList> Newest(string sql, string key, int limit)
    {
        var bodies = database.Transact(s => s.Query(sql, r => r.GetString(0), ("$key", key), ("$limit", limit)));
        var read = Readable(bodies);
        return Task.FromResult(new ProposalList(read, bodies.Count - read.Count));
    }

    private static SubmitResult Submit(SqliteSession session, Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision)
    {
        var (user, key, target) = (proposal.Requester.Key, proposal.IdempotencyKey, proposal.Plan.Target.Arn);
        if (key is not null
            && session.Text("SELECT proposal_id FROM idempotency WHERE user_id = $user AND key = $key", ("$user", user), ("$key", key)) is { } first)
        {
            return new SubmitResult.Repeated(ProposalId.TryParse(first)!.Value);
        }

        if (session.Text("SELECT proposal_id FROM leases WHERE target = $target", ("$target", target)) is { } holder)
        {
            return new SubmitResult.Busy(ProposalId.TryParse(holder)!.Value);
        }

        session.Execute(
            "INSERT INTO proposals (id, version, status, target, created_at, body) VALUES ($id, $version, $status, $target, $created_at, $body)",
            ("$id", proposal.Id.Value),
            ("$version", proposal.Version),
            ("$status", StatusKey.Of(proposal.Status)),
            ("$target", target),
            ("$created_at", Timestamps.Text(proposal.CreatedAt)),
            ("$body", Write(proposal)));
        session.Execute("INSERT INTO leases (target, proposal_id) VALUES ($target, $id)", ("$target", target), ("$id", proposal.Id.Value));
        session.Execute("INSERT INTO tokens (hash, proposal_id) VALUES ($hash, $id)", ("$hash", proposal.TokenHash.Value), ("$id", proposal.Id.Value));
        if (key is not null)
        {
            session.Execute(
                "INSERT INTO idempotency (user_id, key, proposal_id) VALUES ($user, $key, $id)",
                ("$user", user),
                ("$key", key),
                ("$id", proposal.Id.Value));
        }

        Put(session, decision);
        SqliteAuditTrail.Append(session, events);
        return new SubmitResult.Stored();
    }

    private static bool Replace(
        SqliteSession session, Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets)
    {
        var changed = session.Execute(
            "UPDATE proposals SET version = $next, status = $status, body = $body WHERE id = $id AND version = $version",
            ("$next", after.Version),
            ("$status", StatusKey.Of(after.Status)),
            ("$body", Write(after)),
            ("$id", before.Id.Value),
            ("$version", before.Version));
        if (changed == 0 || !budgets.All(b => Put(session, b)))
        {
            return false;
        }

        if (after.TokenHash != before.TokenHash)
        {
            session.Execute("DELETE FROM tokens WHERE hash = $hash", ("$hash", before.TokenHash.Value));
            session.Execute("INSERT INTO tokens (hash, proposal_id) VALUES ($hash, $id)", ("$hash", after.TokenHash.Value), ("$id", after.Id.Value));
        }

        if (PastExecution.Added(before, after) is { } execution)
        {
            session.Execute(
                """
                INSERT INTO target_changes (target, operation, proposal_id, status, at) VALUES ($target, $operation, $id, $status, $at)
                ON CONFLICT (target, operation) DO UPDATE SET proposal_id = excluded.proposal_id, status = excluded.status, at = excluded.at
                """,
                ("$target", after.Plan.Target.Arn),
                ("$operation", after.Plan.Operation),
                ("$id", execution.Proposal.Value),
                ("$status", WireName.Of(execution.Status)),
                ("$at", Timestamps.Text(execution.At)));
        }

        if (after.IsTerminal)
        {
            session.Execute("DELETE FROM leases WHERE proposal_id = $id", ("$id", after.Id.Value));
        }

        Put(session, decision);
        SqliteAuditTrail.Append(session, events);
        return true;
    }

    private static void Put(SqliteSession session, SignedDecision? decision)
    {
        if (decision is not null)
        {
            session.Execute(
                "INSERT INTO decisions (proposal_id, kind, body, signature) VALUES ($id, $kind, $body, $signature)",
                ("$id", decision.Proposal.Value),
                ("$kind", decision.Kind),
                ("$body", decision.Body),
                ("$signature", decision.Signature));
        }
    }

    /// <returns>False where another has stored it since it was read.</returns>
    private static bool Put(SqliteSession session, BudgetUse use) => session.Execute(
        """
        INSERT INTO budgets (key, version, body) SELECT $key, $next, $body WHERE $version = 0 OR EXISTS (SELECT 1 FROM budgets WHERE key = $key)
        ON CONFLICT (key) DO UPDATE SET version = excluded.version, body = excluded.body WHERE version = $version
        """,
        ("$key", use.Key),
        ("$version", use.Version),
        ("$next", use.Version + 1),
        ("$body", JsonSerializer.Serialize(use with { Version = use.Version + 1 }, CoreJson.Default.BudgetUse))) == 1;

    private static string Write(Proposal proposal) => JsonSerializer.Serialize(proposal, CoreJson.Default.Proposal);

    private static List<Proposal> Readable(IEnumerable<string> bodies) =>
        [.. bodies.Select(b => StoredJson.TryRead(b, StoredJson.Core.Proposal, out var proposal) ? proposal : null).OfType<Proposal>()];

    private static Proposal? Read(string? body) => body is null ? null : StoredJson.Read(body, StoredJson.Core.Proposal);
}
