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
    /// <returns>The assessment with what the policy asks: never fewer approvals, never more freedom.</returns>
    public RiskAssessment Raise(RiskAssessment risk) => Asked.IsEmpty ? risk : risk with
    {
        Reasons = [.. risk.Reasons, .. Asked.Select(a => a.Sentence())],
        ApprovalsNeeded = Math.Max(risk.ApprovalsNeeded, Asked.Max(a => a.MinApprovals)),
        SelfApprovalAllowed = risk.SelfApprovalAllowed && Asked.All(a => a.SelfApproval),
        Approvers = [.. Asked.Where(a => !a.Groups.IsEmpty)],
    };

    /// <param name="risk">As it was raised before.</param>
    /// <returns>Whether anything is asked that was not asked then, or members of a group are others.</returns>
    public bool AsksMoreThan(RiskAssessment risk) => Asked.Any(a => !risk.Reasons.Contains(a.Sentence())
        || (!a.Groups.IsEmpty && risk.Approvers?.Any(r => r.Rule == a.Rule && r.HasSameGroups(a)) is not true));

    /// <returns>As <see cref="Raise"/>, in place of what was raised before: the number of approvals does not fall, and self-approval does not come back.</returns>
    public RiskAssessment Revise(RiskAssessment risk) => Raise(risk with { Reasons = [.. risk.Reasons.Where(r => !ApproverRequirement.IsSentence(r))] });
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

        var members = Groups.Values.Select(g => people.Where(p => g.Any(m => authority.IsSamePerson(m, p))).ToList()).ToList();
        return All ? HasDistinct(members, 0, []) : members.Exists(m => m.Count > 0);
    }

    /// <returns>Whether a reason for a risk is what a policy asks.</returns>
    public static bool IsSentence(string reason) => reason.StartsWith(Lead, StringComparison.Ordinal);

    /// <returns>Whether the other asks for the same groups with the same members.</returns>
    public bool HasSameGroups(ApproverRequirement other) =>
        All == other.All && Groups.Count == other.Groups.Count && Groups.All(g => other.Groups.TryGetValue(g.Key, out var members) && members.SequenceEqual(g.Value));

    /// <returns>What it asks, in a sentence that names the rule.</returns>
    public string Sentence()
    {
        string?[] asked =
        [
            Approvals > 1 ? $"{Approvals} approvals" : null,
            Groups.IsEmpty ? null : $"an approver of {(All ? "each" : "one")} of: {string.Join(", ", Groups.Keys)}",
            SelfApproval ? null : "no approval by the requester",
        ];
        return $"{Lead}{Rule} asks for {string.Join(" and ", asked.OfType<string>())}.";
    }

    // Groups are few: at most eight in a rule.
    private static bool HasDistinct(List<List<UserId>> members, int group, HashSet<UserId> taken)
    {
        if (group == members.Count)
        {
            return true;
        }

        foreach (var person in members[group].Where(taken.Add))
        {
            if (HasDistinct(members, group + 1, taken))
            {
                return true;
            }

            taken.Remove(person);
        }

        return false;
    }
}
