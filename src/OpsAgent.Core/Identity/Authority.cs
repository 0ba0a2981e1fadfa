using System.Collections.Immutable;

namespace OpsAgent.Core.Identity;

/// <summary>
/// Who is who and who may do what, as the parameters said at one moment. Only an allowed user has any role; a missing list
/// grants its role to nobody.
/// </summary>
public sealed class Authority
{
    private const string Everyone = "*";

    /// <summary>No list at all: nobody has a role, and every address is a person of its own.</summary>
    public static readonly Authority None = new([], [], [], [], People.None, ImmutableSortedDictionary<string, string>.Empty);

    private readonly ImmutableHashSet<UserId> _allowed;
    private readonly ImmutableArray<string> _operators;
    private readonly ImmutableArray<string> _approvers;
    private readonly ImmutableArray<string> _admins;
    private readonly People _people;

    private Authority(
        ImmutableArray<string> allowed,
        ImmutableArray<string> operators,
        ImmutableArray<string> approvers,
        ImmutableArray<string> admins,
        People people,
        ImmutableSortedDictionary<string, string> versions)
    {
        (_people, _operators, _approvers, _admins, Versions) = (people, operators, approvers, admins, versions);
        _allowed = [.. PeopleIn(allowed)];
    }

    /// <summary>The version of each parameter that this was read from, by its name.</summary>
    public ImmutableSortedDictionary<string, string> Versions { get; }

    public bool HasUsers => !_allowed.IsEmpty;

    public static Authority Of(ParameterList allowed, ParameterList operators, ParameterList approvers, ParameterList admins, ParameterList people) => new(
        allowed.Entries,
        operators.Entries,
        approvers.Entries,
        admins.Entries,
        People.Of(people.Entries),
        ImmutableSortedDictionary<string, string>.Empty
            .AddRange(allowed.Versions).AddRange(operators.Versions).AddRange(approvers.Versions).AddRange(admins.Versions).AddRange(people.Versions));

    /// <returns>The one person whose address this is: themselves, by the address that stands for them; null if it is given to two.</returns>
    public UserId? PersonOf(UserId address) => _people.Of(address);

    /// <returns>Whose account it is, by the address that stands for them; null where it is nobody's, or given to two.</returns>
    public UserId? PersonOf(ChatAccount account) => _people.Of(account);

    /// <returns>True when both addresses are one person's. An address that is given to two people is nobody's.</returns>
    public bool IsSamePerson(UserId one, UserId other) => one == other || (PersonOf(one) is { } person && person == PersonOf(other));

    /// <returns>False only when the addresses are two people's for sure.</returns>
    public bool MayBeSamePerson(UserId one, UserId other) =>
        one == other || PersonOf(one) is not { } person || PersonOf(other) is not { } another || person == another;

    /// <param name="user">Any address of a person; each has the roles of all.</param>
    public Roles RolesOf(UserId user)
    {
        if (PersonOf(user) is not { } person || !_allowed.Contains(person))
        {
            return Roles.None;
        }

        return Roles.Diagnose
            | Grant(_operators, Roles.Operate, person)
            | Grant(_approvers, Roles.Approve, person)
            | Grant(_admins, Roles.Administer, person);
    }

    /// <returns>Who may approve, each person once; null when that is every allowed user.</returns>
    public IReadOnlyList<UserId>? Approvers() =>
        _approvers.Contains(Everyone) ? null : [.. PeopleIn(_approvers).Distinct().Where(_allowed.Contains)];

    /// <returns>Who may approve, each person once, also where that is every allowed user.</returns>
    public IReadOnlyList<UserId> AllApprovers() => Approvers() ?? [.. _allowed.OrderBy(a => a.Value, StringComparer.Ordinal)];

    private Roles Grant(ImmutableArray<string> list, Roles role, UserId person) =>
        list.Contains(Everyone) || PeopleIn(list).Contains(person) ? role : Roles.None;

    private IEnumerable<UserId> PeopleIn(IEnumerable<string> entries) =>
        entries.Select(UserId.TryParse).OfType<UserId>().Select(PersonOf).OfType<UserId>();
}
