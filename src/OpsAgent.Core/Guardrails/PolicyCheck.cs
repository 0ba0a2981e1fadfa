using System.Collections.Immutable;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Core.Text;

namespace OpsAgent.Core.Guardrails;

/// <summary>
/// Asks the policy about a write: the one place that reads it and gathers the facts that its rules need, and no others. A policy
/// that is broken refuses every write, and one that cannot be read stops it.
/// <para>
/// Budgets and the target's last change are read consistently. What went wrong before, by which breakers open, comes from the index:
/// it may lag by a moment, and of each final status the newest 200 proposals count, whatever a breaker's time.
/// </para>
/// </summary>
public sealed class PolicyCheck(
    PolicyReader policies,
    ITargetHistory histories,
    IWriteBudgets budgets,
    IProposalIndex index,
    OperationCatalog catalog,
    IPolicyMetrics? metrics,
    TimeProvider time)
{
    /// <summary>How many changes a budget counts at most in its window: what is stored of it stays small.</summary>
    public const int MaxCounted = 1000;

    private const int MaxOutcomes = 200;

    /// <returns>Whether any rule has to know whose addresses are one person's.</returns>
    public static bool AsksWhoIsWho(WritePolicy policy) => policy.Rules.Any(r => r.Requesters is not null);

    /// <returns>What is known of a proposal, with the tags of its target.</returns>
    public static PolicyFacts FactsOf(Proposal proposal, ImmutableSortedDictionary<string, string> tags, DateTimeOffset now) =>
        new(proposal.Plan.Operation, proposal.Plan.Target, tags, proposal.Requester.UserId, now) { Proposal = proposal.Id };

    /// <param name="fresh">True reads past the cache.</param>
    /// <returns>The policy, or the refusal of every write.</returns>
    /// <exception cref="AwsException">It cannot be read: nothing may be changed.</exception>
    public async Task<Outcome<WritePolicy>> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        try
        {
            var read = await policies.ReadAsync(fresh, cancellationToken);
            if (!read.Succeeded(out _, out var broken))
            {
                metrics?.PolicyBroken(broken.Message);
            }

            return read;
        }
        catch (AwsException e)
        {
            metrics?.PolicyBroken(e.Message);
            throw;
        }
    }

    /// <param name="facts">Without what is gathered here; with the outcomes of an earlier answer they are not read again.</param>
    /// <param name="countPeers">
    /// How many resources carry the target's value of a tag: <see cref="WriteOperation.CountPeersAsync"/>. Null where AWS is not asked, and
    /// the peers in <paramref name="facts"/> count.
    /// </param>
    /// <exception cref="AwsException">A fact could not be read.</exception>
    /// <exception cref="UnreadableRecordException">A record cannot be read that may hold one.</exception>
    public async Task<PolicyAnswer> CheckAsync(
        WritePolicy policy, PolicyFacts facts, Authority authority, Func<string, CancellationToken, Task<int?>>? countPeers, CancellationToken cancellationToken)
    {
        var rules = PolicyEvaluation.Matching(policy, facts);

        // Whatever else is known, it is denied.
        return Answer(policy, rules.Any(r => r.Deny is not null) ? facts : await GatherAsync(rules, facts, countPeers, cancellationToken), authority);
    }

    /// <summary>Asks again at this moment, with the budgets as they are now: where another change has used one meanwhile.</summary>
    /// <inheritdoc cref="CheckAsync"/>
    public async Task<PolicyAnswer> CheckAgainAsync(PolicyAnswer earlier, CancellationToken cancellationToken)
    {
        var facts = earlier.Facts with { Now = time.GetUtcNow() };
        return Answer(earlier.Policy, facts with { Budgets = await ReadBudgetsAsync(PolicyEvaluation.Matching(earlier.Policy, facts), facts, cancellationToken) }, earlier.Authority);
    }

    private PolicyAnswer Answer(WritePolicy policy, PolicyFacts facts, Authority authority)
    {
        var verdict = PolicyEvaluation.Evaluate(policy, facts, authority);
        if (verdict.Denied is null && verdict.Budgets.FirstOrDefault(b => b.Writes.Length > MaxCounted) is { } full)
        {
            verdict = verdict with { Denied = Full(full) };
        }

        if (verdict.Denied is { Details: { } details })
        {
            metrics?.PolicyRefused(details.GetProperty("rule").GetString()!);
        }

        return new PolicyAnswer(policy, facts, authority, verdict);
    }

    private static Refusal Full(BudgetUse use)
    {
        var rule = use.Key.Split('#')[0];
        return new Refusal(
            ErrorCode.PolicyDenied,
            $"The policy's rule {rule} refuses this: its budget has counted {MaxCounted} changes, and no more are counted in one window. An administrator gives it a shorter window.",
            new JsonObject { ["rule"] = rule, ["setting"] = "budget" }.ToElement());
    }

    private async Task<PolicyFacts> GatherAsync(
        ImmutableArray<PolicyRule> rules, PolicyFacts facts, Func<string, CancellationToken, Task<int?>>? countPeers, CancellationToken cancellationToken) => facts with
    {
        LastChange = rules.Any(r => r.CooldownMinutes is not null) ? await FindLastChangeAsync(facts, cancellationToken) : null,
        Budgets = await ReadBudgetsAsync(rules, facts, cancellationToken),
        Peers = countPeers is null ? facts.Peers : await CountPeersAsync(rules, facts, countPeers, cancellationToken),
        BadOutcomes = facts.BadOutcomes ?? (rules.Any(r => r.Breaker is not null) ? await FindBadOutcomesAsync(cancellationToken) : null),
    };

    // Each operation has a history of its own, and a target is left alone by all.
    private async Task<DateTimeOffset?> FindLastChangeAsync(PolicyFacts facts, CancellationToken cancellationToken)
    {
        DateTimeOffset? last = null;
        foreach (var operation in catalog.Operations.OfType<WriteOperation>())
        {
            var history = await histories.FindLastAsync(facts.Target.Arn, operation.Name, cancellationToken);
            if (history.Unreadable > 0)
            {
                throw new UnreadableRecordException("target history");
            }

            if (history.Last is { } execution && execution.Proposal != facts.Proposal && !(last >= execution.At))
            {
                last = execution.At;
            }
        }

        return last;
    }

    private async Task<ImmutableDictionary<string, BudgetUse>> ReadBudgetsAsync(ImmutableArray<PolicyRule> rules, PolicyFacts facts, CancellationToken cancellationToken)
    {
        var found = ImmutableDictionary<string, BudgetUse>.Empty;
        foreach (var key in rules.Select(r => PolicyEvaluation.BudgetKey(r, facts.Tags)).OfType<string>())
        {
            found = found.Add(key, await budgets.FindUseAsync(key, cancellationToken));
        }

        return found;
    }

    private static async Task<ImmutableDictionary<string, int>> CountPeersAsync(
        ImmutableArray<PolicyRule> rules, PolicyFacts facts, Func<string, CancellationToken, Task<int?>> countPeers, CancellationToken cancellationToken)
    {
        var found = ImmutableDictionary<string, int>.Empty;
        foreach (var tag in rules.Select(r => r.Budget is { SharePercent: not null, OfTag: { } name } ? name : null).OfType<string>().Distinct().Where(facts.Tags.ContainsKey))
        {
            if (await CountPeersAsync(tag, countPeers, cancellationToken) is { } count)
            {
                found = found.Add(tag, Math.Max(1, count));
            }
        }

        return found;
    }

    // What AWS does not say for good counts as one: the budget is the smaller for it.
    private static async Task<int?> CountPeersAsync(string tag, Func<string, CancellationToken, Task<int?>> countPeers, CancellationToken cancellationToken)
    {
        try
        {
            return await countPeers(tag, cancellationToken);
        }
        catch (AwsException e) when (e.Code is not (ErrorCode.AwsThrottled or ErrorCode.AwsServiceError))
        {
            return null;
        }
    }

    private async Task<ImmutableArray<BadOutcome>> FindBadOutcomesAsync(CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<BadOutcome>();
        foreach (var status in (ProposalStatus[])[ProposalStatus.Failed, ProposalStatus.Unknown, ProposalStatus.Completed])
        {
            var list = await index.ListAsync(status, MaxOutcomes, cancellationToken);
            found.AddRange(list.Proposals.Select(BadOutcome.Of).OfType<BadOutcome>());
        }

        return found.ToImmutable();
    }
}

/// <summary>What the policy says about a write, with what it was asked.</summary>
/// <param name="Facts">As they were gathered.</param>
/// <param name="Authority">Who is who.</param>
public sealed record PolicyAnswer(WritePolicy Policy, PolicyFacts Facts, Authority Authority, PolicyVerdict Verdict)
{
    public Refusal? Denied => Verdict.Denied;

    /// <returns>What the proposal keeps of it.</returns>
    public PolicyRecord ToRecord() => new(Verdict.PolicyHash, Verdict.Rules, WithoutSecrets(Facts.Tags), Facts.Count, Facts.Now)
    {
        Peers = Facts.Peers.IsEmpty ? null : Facts.Peers.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    // What is kept may be shown.
    private static ImmutableSortedDictionary<string, string> WithoutSecrets(ImmutableSortedDictionary<string, string> tags)
    {
        var kept = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            kept[Redactor.Text(name)] = Redactor.Value(name, value);
        }

        return kept.ToImmutable();
    }
}
