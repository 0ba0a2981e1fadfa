using OpsAgent.Core.Guardrails;
using OpsAgent.Core.Guardrails.Policies;
using OpsAgent.Core.Identity;

namespace OpsAgent.Core.Approvals;

/// <summary>
/// Who may approve a proposal at one moment and has not: by the lists of roles and people, and by the groups that the policy asks
/// for. A group's member who is no approver does not count.
/// </summary>
public sealed class EligibleApprovers
{
    private const int MaxNames = 10;

    private readonly UserId _requester;
    private readonly RiskAssessment? _risk;
    private readonly Authority _authority;
    private readonly IReadOnlyList<UserId> _approved;

    /// <param name="approved">Who has approved already, by any of their addresses.</param>
    internal EligibleApprovers(UserId requester, RiskAssessment? risk, IEnumerable<UserId> approved, Authority authority)
    {
        (_requester, _risk, _authority) = (requester, risk, authority);
        _approved = [.. approved.Select(a => authority.PersonOf(a) ?? a).Distinct()];
        All = [.. authority.AllApprovers().Where(IsEligible)];
        People = authority.Approvers() is null ? null : [.. All.Where(p => !HasApproved(p))];
        var groups = (risk?.Approvers ?? []).SelectMany(r => r.Groups).GroupBy(g => g.Key, g => g.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<UserId>)[.. g.SelectMany(m => m).Select(authority.PersonOf).OfType<UserId>().Distinct().Where(IsEligible)], StringComparer.Ordinal);
        Groups = groups.Where(g => !g.Value.Any(HasApproved)).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        Unmet = risk?.FindUnmet([.. _approved, .. groups.Values.SelectMany(g => g).Except(_approved)], authority);
    }

    /// <summary>Each person by the address that stands for them; null where it is every allowed user but the requester and who has approved.</summary>
    public IReadOnlyList<UserId>? People { get; }

    /// <summary>The same of each group whose approval is still lacking, by its name; empty where the policy asks for no group.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<UserId>> Groups { get; }

    /// <summary>Those who may approve, with those who have.</summary>
    internal IReadOnlyList<UserId> All { get; }

    /// <summary>What the policy asks and nobody can meet, or null.</summary>
    private ApproverRequirement? Unmet { get; }

    /// <returns>The people by name, in a sentence.</returns>
    internal string Sentence()
    {
        var groups = Groups.Select(g => $"; of {g.Key}: {Names(g.Value, "nobody")}");
        return $"Can approve now: {(People is { } people ? Names(people, "nobody else") : AnyAllowedUser())}{string.Concat(groups)}.";
    }

    /// <returns>The people by name, after what the policy asks and nobody can meet, in sentences.</returns>
    public string Text() => UnmetSentence() is { } unmet ? $"{unmet} {Sentence()}" : Sentence();

    /// <returns>That the policy asks for somebody whom there is not, in a sentence; null where it does not.</returns>
    internal string? UnmetSentence()
    {
        if (Unmet is not { } unmet)
        {
            return null;
        }

        var empty = unmet.Groups.Keys.Where(g => Groups.TryGetValue(g, out var people) && people.Count == 0).ToList();
        return empty.Count > 0
            ? $"Nobody in {string.Join(" or ", empty)} may approve, and the policy's rule {unmet.Rule} asks for it. An administrator adds one."
            : $"Too few different people in {string.Join(", ", unmet.Groups.Keys)} may approve, and the policy's rule {unmet.Rule} asks for one of each. An administrator adds one.";
    }

    private bool IsEligible(UserId person) =>
        _authority.RolesOf(person).HasFlag(Roles.Approve) && (_risk is { SelfApprovalAllowed: true } || !_authority.MayBeSamePerson(person, _requester));

    private bool HasApproved(UserId person) => _approved.Any(a => _authority.IsSamePerson(a, person));

    private string AnyAllowedUser()
    {
        UserId[] others = _risk is { SelfApprovalAllowed: true } ? [.. _approved] : [_requester, .. _approved];
        return others.Length == 0 ? "any allowed user" : $"any allowed user other than {string.Join(" and ", others)}";
    }

    private static string Names(IReadOnlyList<UserId> people, string none) =>
        people.Count == 0 ? none : $"{string.Join(", ", people.Take(MaxNames))}{(people.Count > MaxNames ? $" and {people.Count - MaxNames} more" : string.Empty)}";
}
