using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Approvals.Signatures;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit;

/// <summary>The approval store as its port describes it, in memory; held against the same contract suite as the real ones.</summary>
public sealed class InMemoryApprovalStore(InMemoryAuditTrail audit) : IApprovalStore, IDecisions, ITargetHistory, IWriteBudgets, IProposalIndex, IReconcilerCursor, IReconcilerLease
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ProposalId, Proposal> _proposals = [];
    private readonly Dictionary<TokenHash, ProposalId> _tokens = [];
    private readonly Dictionary<string, ProposalId> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<(string User, string Key), ProposalId> _keys = [];
    private readonly Dictionary<(string Target, string Operation), PastExecution> _history = [];
    private readonly Dictionary<(ProposalId Id, string Kind), SignedDecision> _decisions = [];
    private readonly Dictionary<string, BudgetUse> _budgets = new(StringComparer.Ordinal);
    private readonly Dictionary<ProposalId, Proposal> _given = [];
    private readonly HashSet<ProposalId> _unreadable = [];
    private ProposalCursor? _place;
    private ReconcilerLease? _lease;
    private int _reads;
    private int _writes;

    public InMemoryApprovalStore()
        : this(new InMemoryAuditTrail())
    {
    }

    public InMemoryAuditTrail Audit => audit;

    /// <summary>The hook: what another writer does between a read and the write that follows it.</summary>
    public Func<Proposal, Task>? BeforeReplace { get; set; }

    /// <summary>The hook of readers: what has happened by this read, which is the n-th.</summary>
    public Action<int>? BeforeRead { get; set; }

    public int Reads => _reads;

    /// <summary>Transactions that stored something.</summary>
    public int Writes => _writes;

    /// <summary>Every proposal as it is now, oldest first.</summary>
    public IReadOnlyList<Proposal> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _proposals.Values.OrderBy(p => p.Id.Value, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Puts a proposal there as if it had been brought to this state, its signatures too.</summary>
    public InMemoryApprovalStore With(params IEnumerable<Proposal> given)
    {
        lock (_gate)
        {
            foreach (var proposal in given)
            {
                Keep(proposal);
                _given[proposal.Id] = proposal;
                if (proposal.IdempotencyKey is { } key)
                {
                    _keys[(proposal.Requester.Key, key)] = proposal.Id;
                }
            }
        }

        return this;
    }

    /// <summary>Puts a record there as somebody with a right on the table could, and signs nothing.</summary>
    public void Forge(Proposal proposal)
    {
        lock (_gate)
        {
            Keep(proposal);
        }
    }

    /// <summary>Puts these in place of all decisions of a proposal.</summary>
    public void Sign(ProposalId id, params IEnumerable<SignedDecision> decisions)
    {
        lock (_gate)
        {
            _given.Remove(id);
            foreach (var kind in _decisions.Keys.Where(k => k.Id == id).ToList())
            {
                _decisions.Remove(kind);
            }

            foreach (var decision in decisions)
            {
                _decisions[(id, decision.Kind)] = decision;
            }
        }
    }

    public async Task<IReadOnlyList<SignedDecision>> ReadAsync(ProposalId proposal, CancellationToken cancellationToken)
    {
        Proposal? given;
        List<SignedDecision> stored;
        lock (_gate)
        {
            stored = [.. _decisions.Where(d => d.Key.Id == proposal).Select(d => d.Value)];
            given = _given.GetValueOrDefault(proposal);
        }

        var made = given is null ? [] : await SignedDecisions.OfAsync(given);
        return [.. made.Where(m => !stored.Exists(s => s.Kind == m.Kind)), .. stored];
    }

    public Task<ProposalId?> FindHolderAsync(string targetArn, CancellationToken cancellationToken) => Task.FromResult(LeaseOn(targetArn));

    /// <returns>Who holds the target, or null.</returns>
    public ProposalId? LeaseOn(string targetArn)
    {
        lock (_gate)
        {
            return _leases.TryGetValue(targetArn, out var holder) ? holder : null;
        }
    }

    public Task<SubmitResult> SubmitAsync(Proposal proposal, IReadOnlyList<AuditEvent> events, SignedDecision? decision, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // The key first: whoever repeats a request is told about it, not about the lease that it holds itself.
            if (proposal.IdempotencyKey is { } key && _keys.TryGetValue((proposal.Requester.Key, key), out var first))
            {
                return Task.FromResult<SubmitResult>(new SubmitResult.Repeated(first));
            }

            if (_leases.TryGetValue(proposal.Plan.Target.Arn, out var holder))
            {
                return Task.FromResult<SubmitResult>(new SubmitResult.Busy(holder));
            }

            if (_proposals.ContainsKey(proposal.Id) || _tokens.ContainsKey(proposal.TokenHash))
            {
                return Task.FromException<SubmitResult>(new InvalidOperationException("An id or a token was made twice."));
            }

            try
            {
                audit.Append(events);
            }
            catch (AuditWriteException e)
            {
                return Task.FromException<SubmitResult>(e);
            }

            Keep(proposal);
            Keep(decision);
            if (proposal.IdempotencyKey is { } used)
            {
                _keys.Add((proposal.Requester.Key, used), proposal.Id);
            }

            _writes++;
            return Task.FromResult<SubmitResult>(new SubmitResult.Stored());
        }
    }

    public async Task<bool> ReplaceAsync(
        Proposal before, Proposal after, IReadOnlyList<AuditEvent> events, SignedDecision? decision, IReadOnlyList<BudgetUse> budgets, CancellationToken cancellationToken)
    {
        if (BeforeReplace is { } hook)
        {
            await hook(before);
        }

        lock (_gate)
        {
            if (!_proposals.TryGetValue(before.Id, out var stored) || stored.Version != before.Version
                || budgets.Any(b => (_budgets.GetValueOrDefault(b.Key)?.Version ?? 0) != b.Version))
            {
                return false;
            }

            if (decision is not null && _decisions.ContainsKey((after.Id, decision.Kind)))
            {
                throw new InvalidOperationException("A decision was signed twice.");
            }

            audit.Append(events);
            Keep(decision);
            foreach (var use in budgets)
            {
                _budgets[use.Key] = use with { Version = use.Version + 1 };
            }

            if (before.TokenHash != after.TokenHash)
            {
                _tokens.Remove(before.TokenHash);
            }

            Keep(after);
            _writes++;
            return true;
        }
    }

    public Task<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken)
    {
        var read = Interlocked.Increment(ref _reads);
        BeforeRead?.Invoke(read);
        lock (_gate)
        {
            return _unreadable.Contains(id) ? Task.FromException<Proposal?>(new UnreadableRecordException("proposal")) : Task.FromResult(_proposals.GetValueOrDefault(id));
        }
    }

    /// <summary>From now on the record is one that this version cannot read.</summary>
    public void Spoil(ProposalId id)
    {
        lock (_gate)
        {
            _unreadable.Add(id);
        }
    }

    public Task<Proposal?> FindByKeyAsync(Person requester, string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_keys.TryGetValue((requester.Key, key), out var id) ? _proposals[id] : null);
        }
    }

    public Task<Proposal?> FindByTokenAsync(TokenHash hash, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_tokens.TryGetValue(hash, out var id) ? _proposals[id] : null);
        }
    }

    public Task<TargetHistory> FindLastAsync(string targetArn, string operation, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_history.TryGetValue((targetArn, operation), out var last)
                ? new TargetHistory(last)
                : new TargetHistory(null, _proposals.Values.Count(p => p.Plan.Target.Arn == targetArn && _unreadable.Contains(p.Id))));
        }
    }

    public Task<BudgetUse> FindUseAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_budgets.GetValueOrDefault(key) ?? new BudgetUse(key, 0, []));
        }
    }

    public Task<ProposalList> ListAsync(ProposalStatus status, int limit, CancellationToken cancellationToken) =>
        NewestAsync(p => p.Status == status, limit);

    public Task<ProposalPage> ListOldestFirstAsync(ProposalStatus status, DateTimeOffset since, ProposalCursor? after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            List<Proposal> page =
            [
                .. _proposals.Values
                    .Where(p => p.Status == status && p.CreatedAt >= since && (after is null || ProposalCursor.Of(p).IsAfter(after)))
                    .OrderBy(p => ProposalCursor.Of(p).CreatedAt).ThenBy(p => p.Id.Value, StringComparer.Ordinal)
                    .Take(limit),
            ];
            List<Proposal> read = [.. page.Where(p => !_unreadable.Contains(p.Id))];
            return Task.FromResult(new ProposalPage(read, page.Count == limit ? ProposalCursor.Of(page[^1]) : null, page.Count - read.Count));
        }
    }

    public Task<ProposalCursor?> ReadCursorAsync(CancellationToken cancellationToken) => Task.FromResult(_place);

    public Task SaveCursorAsync(ProposalCursor? place, CancellationToken cancellationToken)
    {
        _place = place;
        return Task.CompletedTask;
    }

    public Task<bool> TryTakeAsync(ReconcilerLease lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_lease is { } held && held.Run != lease.Run && held.End > lease.Now && held.End <= lease.LatestEnd)
            {
                return Task.FromResult(false);
            }

            _lease = lease;
            return Task.FromResult(true);
        }
    }

    public Task FreeAsync(ReconcilerLease lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _lease = _lease?.Run == lease.Run ? null : _lease;
            return Task.CompletedTask;
        }
    }

    /// <returns>The newest proposal for the target, or null.</returns>
    public Proposal? LatestFor(string targetArn)
    {
        lock (_gate)
        {
            return _proposals.Values.Where(p => p.Plan.Target.Arn == targetArn).MaxBy(p => p.CreatedAt);
        }
    }

    private void Keep(SignedDecision? decision)
    {
        if (decision is not null)
        {
            _decisions.Add((decision.Proposal, decision.Kind), decision);
        }
    }

    private void Keep(Proposal proposal)
    {
        var arn = proposal.Plan.Target.Arn;
        if (PastExecution.Of(proposal) is { } execution && !(_proposals.TryGetValue(proposal.Id, out var before) && before.Execution is not null))
        {
            _history[(arn, proposal.Plan.Operation)] = execution;
        }

        _proposals[proposal.Id] = proposal;
        _tokens[proposal.TokenHash] = proposal.Id;
        if (!proposal.IsTerminal)
        {
            _leases[arn] = proposal.Id;
        }
        else if (_leases.TryGetValue(arn, out var holder) && holder == proposal.Id)
        {
            _leases.Remove(arn);
        }
    }

    private Task<ProposalList> NewestAsync(Func<Proposal, bool> wanted, int limit)
    {
        lock (_gate)
        {
            List<Proposal> newest = [.. _proposals.Values.Where(wanted).OrderByDescending(p => p.CreatedAt).Take(limit)];
            List<Proposal> read = [.. newest.Where(p => !_unreadable.Contains(p.Id))];
            return Task.FromResult(new ProposalList(read, newest.Count - read.Count));
        }
    }
}
