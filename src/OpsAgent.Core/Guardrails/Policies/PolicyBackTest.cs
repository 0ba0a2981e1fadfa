using System.Collections.Immutable;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.Ledger;
using OpsAgent.Core.Identity;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>
/// Asks two policies about recorded proposals, as they were proposed and as they were executed, and says where the answers differ.
/// Pure. What happened stays as it was recorded: budgets, cool-downs and breakers count the recorded executions, whatever either
/// policy says of them. What a policy refused before there was a proposal is not recorded, so it is not in the test.
/// </summary>
public static class PolicyBackTest
{
    /// <param name="recorded">In any order; the executions of the days before belong to it where a rule counts them.</param>
    /// <param name="authority">Who is who: group members may have several addresses.</param>
    public static BackTestResult Run(WritePolicy before, WritePolicy after, IReadOnlyList<Proposal> recorded, Authority authority)
    {
        var (one, other) = (new Replay(before, recorded, authority), new Replay(after, recorded, authority));
        var differences = recorded.Where(p => p.Policy is not null).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id.Value, StringComparer.Ordinal)
            .Select(p => Compare(p, one.AnswerTo(p), other.AnswerTo(p))).OfType<BackTestDifference>();
        return new BackTestResult(
            recorded.Count(p => p.Policy is not null),
            recorded.Count(p => p.Policy is null),
            recorded.Count(p => p.Policy is not null && (one.LacksPeers(p) || other.LacksPeers(p))),
            [.. differences]);
    }

    private static BackTestDifference? Compare(Proposal proposal, BackTestAnswer before, BackTestAnswer after)
    {
        var why = (before.Denied, after.Denied) switch
        {
            (null, { } refusal) => $"It is denied. {refusal.Message}",
            ({ } refusal, null) => $"It is not denied any more. Before: {refusal.Message}",
            (not null, not null) => null,
            _ => after.AsksTheSameAs(before) ? null : $"It asks otherwise. Before: {before.Sentence()} After: {after.Sentence()}",
        };
        return why is null ? null : new BackTestDifference(proposal, before, after, why);
    }

    /// <summary>One policy's way through the record.</summary>
    private sealed class Replay
    {
        private readonly WritePolicy _policy;
        private readonly Authority _authority;
        private readonly ImmutableArray<BadOutcome> _bad;
        private readonly Dictionary<ProposalId, BackTestAnswer> _answers = [];
        private readonly HashSet<ProposalId> _lackingPeers = [];
        private readonly Dictionary<string, PastExecution> _lastChange = new(StringComparer.Ordinal);
        private ImmutableDictionary<string, BudgetUse> _budgets = ImmutableDictionary<string, BudgetUse>.Empty;

        public Replay(WritePolicy policy, IReadOnlyList<Proposal> recorded, Authority authority)
        {
            (_policy, _authority) = (policy, authority);
            _bad = [.. recorded.Select(BadOutcome.Of).OfType<BadOutcome>()];
            var moments = recorded.Select(p => (At: p.CreatedAt, Proposal: p, IsExecution: false))
                .Concat(recorded.Where(p => p.Execution is not null).Select(p => (p.Execution!.At, Proposal: p, IsExecution: true)));
            foreach (var (at, proposal, isExecution) in moments.OrderBy(m => m.At).ThenBy(m => m.IsExecution).ThenBy(m => m.Proposal.Id.Value, StringComparer.Ordinal))
            {
                Ask(proposal, at, isExecution);
            }
        }

        public BackTestAnswer AnswerTo(Proposal proposal) => _answers[proposal.Id];

        public bool LacksPeers(Proposal proposal) => _lackingPeers.Contains(proposal.Id);

        private void Ask(Proposal proposal, DateTimeOffset at, bool isExecution)
        {
            var facts = FactsOf(proposal, at);
            var verdict = PolicyEvaluation.Evaluate(_policy, facts, _authority);
            var answer = new BackTestAnswer(at, verdict.Denied, verdict.Asked);

            // What was denied as it was proposed would not have come to be executed.
            if (!_answers.TryGetValue(proposal.Id, out var asked) || asked.Denied is null)
            {
                _answers[proposal.Id] = answer;
            }

            if (isExecution)
            {
                _budgets = _budgets.SetItems(verdict.Budgets.Select(b => KeyValuePair.Create(b.Key, b)));
                if (PastExecution.Of(proposal) is { } change)
                {
                    _lastChange[proposal.Plan.Target.Arn] = change;
                }
            }
        }

        private PolicyFacts FactsOf(Proposal proposal, DateTimeOffset at)
        {
            var facts = new PolicyFacts(
                proposal.Plan.Operation,
                proposal.Plan.Target,
                proposal.Policy?.Tags ?? ImmutableSortedDictionary<string, string>.Empty,
                proposal.Requester.UserId,
                at)
            {
                Proposal = proposal.Id,
                Risk = proposal.Risk?.Level,
                Count = proposal.Policy?.Count,
                LastChange = _lastChange.TryGetValue(proposal.Plan.Target.Arn, out var change) ? change.At : null,
                Budgets = _budgets,
                BadOutcomes = _bad,
            };
            return facts with { Peers = PeersOf(proposal, facts) };
        }

        // Where it was not recorded how many there were, a share is not tested.
        private ImmutableDictionary<string, int> PeersOf(Proposal proposal, PolicyFacts facts)
        {
            var peers = (proposal.Policy?.Peers ?? ImmutableSortedDictionary<string, int>.Empty).ToImmutableDictionary();
            var unknown = PolicyEvaluation.Matching(_policy, facts)
                .Where(r => r.Budget is { SharePercent: not null, OfTag: { } tag } && facts.Tags.ContainsKey(tag) && !peers.ContainsKey(tag))
                .Select(r => r.Budget!.OfTag!).Distinct(StringComparer.Ordinal).ToList();
            if (unknown.Count > 0)
            {
                _lackingPeers.Add(proposal.Id);
            }

            return peers.AddRange(unknown.Select(t => KeyValuePair.Create(t, int.MaxValue)));
        }
    }
}

/// <summary>What a back-test found.</summary>
/// <param name="Replayed">How many proposals both policies were asked about.</param>
/// <param name="WithoutFacts">How many older proposals could not be asked about, as their tags were not recorded; their executions count for cool-downs, and for rules that match without tags.</param>
/// <param name="WithoutPeers">How many of the replayed were asked about without the share of a budget: how many resources there were was not recorded.</param>
/// <param name="Differences">In the order in which they were proposed.</param>
public sealed record BackTestResult(int Replayed, int WithoutFacts, int WithoutPeers, ImmutableArray<BackTestDifference> Differences);

/// <summary>One proposal whose outcome would be another.</summary>
/// <param name="Why">For people, naming the rules.</param>
public sealed record BackTestDifference(Proposal Proposal, BackTestAnswer Before, BackTestAnswer After, string Why);

/// <summary>What one policy says about one proposal.</summary>
/// <param name="At">Of which moment: when it was executed, or where it was not, or was denied before, when it was proposed.</param>
/// <param name="Denied">With the rule's name in its details, or null.</param>
/// <param name="Asked">What it asks of the approvers where it denies nothing.</param>
public sealed record BackTestAnswer(DateTimeOffset At, Refusal? Denied, ImmutableArray<ApproverRequirement> Asked)
{
    /// <summary>How many approvals the policy asks for; 1 where it says nothing.</summary>
    public int Approvals => Asked.Select(a => a.MinApprovals).DefaultIfEmpty(1).Max();

    public bool SelfApproval => Asked.All(a => a.SelfApproval);

    /// <returns>What it asks, by the rules that ask.</returns>
    public string Sentence() => Asked.IsEmpty ? "Nothing is asked beyond the deployment's parameters." : string.Join(' ', Asked.Select(a => a.Sentence()));

    // By what is asked, not by which rule.
    internal bool AsksTheSameAs(BackTestAnswer other) =>
        Approvals == other.Approvals && SelfApproval == other.SelfApproval && GroupsAsked().SetEquals(other.GroupsAsked());

    private HashSet<string> GroupsAsked() =>
    [
        .. Asked.Where(a => !a.Groups.IsEmpty)
            .Select(a => $"{a.All}:{string.Join(';', a.Groups.Select(g => $"{g.Key}={string.Join(',', g.Value.Select(m => m.Value).Order(StringComparer.Ordinal))}"))}"),
    ];
}
