namespace OpsAgent.Core.Identity;

/// <summary>The roles of users, from four lists in Parameter Store. Only an allowed user has any role; a missing list grants its role to nobody.</summary>
public sealed class RoleDirectory(IParameterStore parameters)
{
    private const string Everyone = "*";

    public async Task<Roles> RolesOfAsync(UserId user, CancellationToken cancellationToken)
    {
        if (!Contains(await parameters.ReadAsync(ParameterNames.AllowedUsers, cancellationToken), user, orEveryone: false))
        {
            return Roles.None;
        }

        var roles = Roles.Diagnose;
        roles |= await GrantAsync(ParameterNames.Operators, Roles.Operate, user, cancellationToken);
        roles |= await GrantAsync(ParameterNames.Approvers, Roles.Approve, user, cancellationToken);
        roles |= await GrantAsync(ParameterNames.Admins, Roles.Administer, user, cancellationToken);
        return roles;
    }

    /// <returns>Who may approve; null when that is every allowed user.</returns>
    public async Task<IReadOnlyList<UserId>?> ApproversAsync(CancellationToken cancellationToken)
    {
        var approvers = Entries(await parameters.ReadAsync(ParameterNames.Approvers, cancellationToken));
        if (approvers.Contains(Everyone))
        {
            return null;
        }

        var allowed = UsersOf(Entries(await parameters.ReadAsync(ParameterNames.AllowedUsers, cancellationToken))).ToHashSet();
        return [.. UsersOf(approvers).Distinct().Where(allowed.Contains)];
    }

    private async Task<Roles> GrantAsync(string list, Roles role, UserId user, CancellationToken cancellationToken) =>
        Contains(await parameters.ReadAsync(list, cancellationToken), user, orEveryone: true) ? role : Roles.None;

    private static bool Contains(string? list, UserId user, bool orEveryone) =>
        Entries(list).Any(entry => (orEveryone && entry == Everyone) || UserId.TryParse(entry) == user);

    private static string[] Entries(string? list) =>
        (list ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<UserId> UsersOf(IEnumerable<string> entries) => entries.Select(UserId.TryParse).OfType<UserId>();
}
