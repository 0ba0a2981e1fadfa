using System.Collections.Immutable;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Guardrails.Policies;

/// <summary>What a policy says about one write at one moment: deny, or ask for what all matching rules ask together.</summary>
/// <param name="PolicyHash"><see cref="WritePolicy.Hash"/>.</param>
/// <param name="Rules">The names of the rules that matched, sorted.</param>
/// <param name="Denied">Why it may not be made, with the rule's name in message and details; null where it may.</param>
/// <param name="Asked">What each rule asks of the approvers; empty where nothing is asked beyond the deployment's own parameters.</param>
/// <param name="Budgets">What is used of each budget once this change is claimed: stored with the claim.</param>
public sealed record PolicyVerdict(
    string PolicyHash, ImmutableArray<string> Rules, Refusal? Denied, ImmutableArray<ApproverRequirement> Asked, ImmutableArray<BudgetUse> Budgets)
{
    /// <returns>The assessment with what the policy asks beside what it asked before: never fewer approvals, never more freedom.</returns>
    public RiskAssessment Raise(RiskAssessment risk)
    {
        if (Asked.IsEmpty)
        {
            return risk;
        }

        var before = risk.Approvers ?? [];
        ImmutableArray<ApproverRequirement> approvers = [.. before, .. Asked.Where(a => !a.Groups.IsEmpty && !before.Any(a.AsksTheSameAs))];
        return risk with
        {
            Reasons = [.. risk.Reasons.Union(Asked.Select(a => a.Sentence()), StringComparer.Ordinal)],
            ApprovalsNeeded = Math.Max(risk.ApprovalsNeeded, Asked.Max(a => a.MinApprovals)),
            SelfApprovalAllowed = risk.SelfApprovalAllowed && Asked.All(a => a.SelfApproval),
            Approvers = approvers.IsEmpty ? null : approvers,
        };
    }

    /// <param name="risk">As it was raised before.</param>
    /// <returns>Whether anything is asked that was not asked then, or members of a group are others.</returns>
    public bool AsksMoreThan(RiskAssessment risk) =>
        Asked.Any(a => !risk.Reasons.Contains(a.Sentence()) || (!a.Groups.IsEmpty && !(risk.Approvers ?? []).Any(a.AsksTheSameAs)));

    /// <returns>As <see cref="Raise"/>, in place of what was raised before: the number of approvals does not fall, and self-approval does not come back.</returns>
    public RiskAssessment Revise(RiskAssessment risk) => Raise(risk with { Reasons = [.. risk.Reasons.Where(r => !ApproverRequirement.IsSentence(r))], Approvers = null });
}

/// <summary>What one rule asks of the people who approve.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Approvals">How many.</param>
/// <param name="SelfApproval">Whether the requester may be one of them.</param>
/// <param name="All">True where each group must be among them, each by another person; false where one of the groups is enough.</param>
/// <param name="Groups">The members of each group by its name, as the policy says at this moment; empty where no group is asked for.</param>
public sealed record ApproverRequirement(
    string Rule, int Approvals, bool SelfApproval, bool All, ImmutableSortedDictionary<string, ImmutableArray<UserId>> Groups)
{
    private const string Lead = "The policy's rule ";

    /// <summary>How many people it takes at least.</summary>
    public int MinApprovals => Math.Max(Approvals, All ? Groups.Count : 1);

    /// <param name="people">Who approved, by the addresses that stand for them.</param>
    public bool IsMetBy(IReadOnlyCollection<UserId> people, Authority authority)
    {
        if (Groups.IsEmpty)
        {
            return true;
        }

        var persons = people.Select(p => authority.PersonOf(p) ?? p).Distinct().ToList();
        var members = Groups.Values.Select(g => persons.Where(p => g.Any(m => authority.IsSamePerson(m, p))).ToList()).ToList();
        return All ? HasDistinct(members) : members.Exists(m => m.Count > 0);
    }

    /// <returns>Whether a reason for a risk is what a policy asks.</returns>
    public static bool IsSentence(string reason) => reason.StartsWith(Lead, StringComparison.Ordinal);

    /// <returns>What it asks, in a sentence that names the rule.</returns>
    public string Sentence()
    {
        string?[] asked =
        [
            Approvals > 1 ? $"{Approvals} approvals" : null,
            Groups.IsEmpty ? null : $"an approver of {(All ? "each" : "one")} of: {string.Join(", ", Groups.Keys)}",
            SelfApproval ? null : "no approval by the requester",
        ];
        return $"{Lead}{Rule} asks for {string.Join(" and ", asked.OfType<string>().DefaultIfEmpty("an approval"))}.";
    }

    internal bool AsksTheSameAs(ApproverRequirement other) =>
        (Rule, Approvals, SelfApproval, All) == (other.Rule, other.Approvals, other.SelfApproval, other.All)
        && Groups.Keys.SequenceEqual(other.Groups.Keys, StringComparer.Ordinal)
        && Groups.Keys.All(g => Groups[g].SequenceEqual(other.Groups[g]));

    /// <returns>Whether each group can be given a member of its own: a matching, found by augmenting paths.</returns>
    private static bool HasDistinct(List<List<UserId>> members)
    {
        var groupOf = new Dictionary<UserId, int>();
        return Enumerable.Range(0, members.Count).All(g => Place(g, []));

        bool Place(int group, HashSet<UserId> tried)
        {
            foreach (var person in members[group].Where(tried.Add))
            {
                if (!groupOf.TryGetValue(person, out var other) || Place(other, tried))
                {
                    groupOf[person] = group;
                    return true;
                }
            }

            return false;
        }
    }
}
