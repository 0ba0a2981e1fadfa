using System.Collections.Immutable;
using System.Text.Json.Nodes;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>
/// Asks a policy about a write. Pure. Deny goes before ask, and what several rules ask is asked together, in whatever order they
/// stand: a rule more never allows more.
/// </summary>
public static class PolicyEvaluation
{
    /// <returns>The rules that are for this write now, sorted by name.</returns>
    public static ImmutableArray<PolicyRule> Matching(WritePolicy policy, PolicyFacts facts) =>
        [.. policy.Rules.Where(r => IsFor(r.Match, facts.Operation, facts.Tags, facts.Risk) && IsNow(r, facts.Now)).OrderBy(r => r.Name, StringComparer.Ordinal)];

    /// <returns>The key of the rule's budget for a target with these tags; null where the rule has none, or the target not the tag.</returns>
    public static string? BudgetKey(PolicyRule rule, ImmutableSortedDictionary<string, string> tags) => rule.Budget switch
    {
        null => null,
        { OfTag: null } => rule.Name,
        { OfTag: var tag } => tags.TryGetValue(tag, out var value) ? $"{rule.Name}#{value}" : null,
    };

    /// <param name="authority">Who is who: group members may have several addresses.</param>
    public static PolicyVerdict Evaluate(WritePolicy policy, PolicyFacts facts, Authority authority)
    {
        var matching = Matching(policy, facts);
        // What is stopped is told as stopped, whatever else is against it.
        var denied = matching.OrderBy(r => r.Deny is null).Select(r => Check(policy, r, facts, authority)).FirstOrDefault(r => r is not null);
        return new PolicyVerdict(
            policy.Hash(),
            [.. matching.Select(r => r.Name)],
            denied,
            [.. matching.SelectMany(r => Asked(policy, r))],
            [.. matching.Select(r => Used(r, facts)).OfType<BudgetUse>()]);
    }

    private static bool IsFor(RuleMatch? match, string operation, ImmutableSortedDictionary<string, string> tags, RiskLevel? risk) =>
        match is null
        || ((match.Operations is not { } operations || operations.Contains(operation))
            && (match.Tags is not { } wanted || wanted.All(t => tags.TryGetValue(t.Key, out var value) && t.Value.Contains(value)))
            && (match.Risk is not { } levels || (risk is { } level && levels.Contains(level))));

    private static bool IsNow(PolicyRule rule, DateTimeOffset now) => rule.When is not { } windows || windows.Any(w => w.Contains(now));

    private static Refusal? Check(WritePolicy policy, PolicyRule rule, PolicyFacts facts, Authority authority) =>
        (rule.Deny is { } reason ? Refuse(rule, "deny", reason) : null)
        ?? CheckRequester(policy, rule, facts, authority)
        ?? CheckCount(rule, facts.Count)
        ?? CheckCooldown(rule, facts)
        ?? CheckBudget(rule, facts)
        ?? CheckBreaker(rule, facts);

    private static Refusal? CheckRequester(WritePolicy policy, PolicyRule rule, PolicyFacts facts, Authority authority) =>
        rule.Requesters is { } groups && !groups.Any(g => policy.Groups[g].Any(m => authority.IsSamePerson(m, facts.Requester)))
            ? Refuse(rule, "requesters", $"Only {string.Join(", ", groups)} may ask for this; {facts.Requester} is not among them.")
            : null;

    private static Refusal? CheckCount(PolicyRule rule, CountChange? count)
    {
        if (count is null)
        {
            return null;
        }

        var change = Math.Abs((long)count.After - count.Before);
        return rule.ScaleToZero is false && count is { After: 0, Before: > 0 } ? Refuse(rule, "scale_to_zero", "Nothing is scaled to zero.")
            : rule.MaxChange is { } most && change > most
                ? Refuse(rule, "max_change", $"One change is at most {most} {count.Unit}, and this is {change} ({count.Before} to {count.After}).")
            : rule.MaxChangePercent is { } percent && change * 100 > (long)percent * count.Before
                ? Refuse(rule, "max_change_percent", $"One change is at most {percent} % of what is there, and this is {count.Before} to {count.After} {count.Unit}.")
            : null;
    }

    private static Refusal? CheckCooldown(PolicyRule rule, PolicyFacts facts) =>
        rule.CooldownMinutes is { } minutes && facts.LastChange is { } last && last + TimeSpan.FromMinutes(minutes) is var free && facts.Now < free
            ? Refuse(rule, "cooldown_minutes", $"{facts.Target.Display()} was changed at {Timestamps.Display(last)} and is left alone until {Timestamps.Display(free)}.")
            : null;

    private static Refusal? CheckBudget(PolicyRule rule, PolicyFacts facts)
    {
        if (rule.Budget is not { } budget || Used(rule, facts) is not { } used)
        {
            return null;
        }

        // Where it is not known how many there are, it counts as one.
        var (others, peers) = (used.Writes[..^1], budget.OfTag is { } tag ? facts.Peers.GetValueOrDefault(tag, 1) : 1);
        var share = budget.SharePercent is { } percent ? Math.Max(1, (long)peers * percent / 100) : int.MaxValue;
        return !FitsWrites(others)
            ? Refuse(rule, "budget.writes", $"{others.Length} of at most {budget.Writes} changes were made in the last {budget.Minutes} minutes. {Next()}")
            : !FitsShare(others)
            ? Refuse(rule, "budget.share_percent", $"At most {budget.SharePercent} % of what has {budget.OfTag}={facts.Tags[budget.OfTag!]} is changed in {budget.Minutes} minutes, and {Targets(others)} of {peers} were. {Next()}")
            : null;

        bool FitsWrites(ImmutableArray<BudgetedWrite> left) => !(left.Length >= budget.Writes);

        bool FitsShare(ImmutableArray<BudgetedWrite> left) => Targets([.. left, used.Writes[^1]]) <= share;

        // When so many of them have left the window, the oldest first, that the rest leaves room.
        string Next()
        {
            var gone = Enumerable.Range(1, others.Length).First(n => FitsWrites(others[n..]) && FitsShare(others[n..]));
            return $"The next is possible from {Timestamps.Display(others[gone - 1].At + TimeSpan.FromMinutes(budget.Minutes))} on.";
        }
    }

    private static int Targets(ImmutableArray<BudgetedWrite> writes) => writes.Select(w => w.Target).Distinct(StringComparer.Ordinal).Count();

    /// <summary>The budget with this change added, and without what has left the window.</summary>
    private static BudgetUse? Used(PolicyRule rule, PolicyFacts facts)
    {
        if (BudgetKey(rule, facts.Tags) is not { } key)
        {
            return null;
        }

        var stored = facts.Budgets.GetValueOrDefault(key, new BudgetUse(key, 0, []));
        var since = facts.Now - TimeSpan.FromMinutes(rule.Budget!.Minutes);
        var others = stored.Writes.Where(w => w.At > since && w.Proposal != facts.Proposal).OrderBy(w => w.At);
        return stored with { Writes = [.. others, new BudgetedWrite(facts.Proposal ?? default, facts.Target.Arn, facts.Now)] };
    }

    private static Refusal? CheckBreaker(PolicyRule rule, PolicyFacts facts)
    {
        if (rule.Breaker is not { } breaker)
        {
            return null;
        }

        // A write that failed and did not help either went wrong once.
        var bad = (facts.BadOutcomes ?? [])
            .Where(o => o.Proposal != facts.Proposal && o.At <= facts.Now && IsFor(rule.Match, o.Operation, o.Tags, o.Risk))
            .GroupBy(o => o.Proposal, (_, found) => found.Min(o => o.At))
            .Order()
            .ToList();

        // From the last on: it is open until the latest that any of them says.
        for (var last = bad.Count - 1; last >= breaker.Failures - 1; last--)
        {
            var until = bad[last] + TimeSpan.FromMinutes(breaker.OpenMinutes);
            if (bad[last] - bad[last - breaker.Failures + 1] <= TimeSpan.FromMinutes(breaker.Minutes) && facts.Now < until)
            {
                return Refuse(rule, "breaker", $"{breaker.Failures} changes of this kind failed or did not help within {breaker.Minutes} minutes. Look into it first; the next is possible from {Timestamps.Display(until)} on.");
            }
        }

        return null;
    }

    private static IEnumerable<ApproverRequirement> Asked(WritePolicy policy, PolicyRule rule)
    {
        if (rule is { Approvals: null, OneOf: null, AllOf: null } and not { SelfApproval: false })
        {
            yield break;
        }

        if (rule.OneOf is not null || rule.AllOf is null)
        {
            yield return Of(rule.OneOf, all: false);
        }

        if (rule.AllOf is not null)
        {
            yield return Of(rule.AllOf, all: true);
        }

        ApproverRequirement Of(ImmutableArray<string>? groups, bool all) => new(
            rule.Name, rule.Approvals ?? 1, rule.SelfApproval is not false, all, (groups ?? []).Distinct().ToImmutableSortedDictionary(g => g, g => policy.Groups[g], StringComparer.Ordinal));
    }

    private static Refusal Refuse(PolicyRule rule, string setting, string why) => new(
        ErrorCode.PolicyDenied,
        $"The policy's rule {rule.Name} refuses this: {why}",
        new JsonObject { ["rule"] = rule.Name, ["setting"] = setting }.ToElement());
}
