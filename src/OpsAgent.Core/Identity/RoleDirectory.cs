namespace OpsAgent.Core.Identity;

/// <summary>Reads the lists of roles and people from Parameter Store.</summary>
public sealed class RoleDirectory(IParameterStore parameters)
{
    /// <param name="fresh">True reads past the cache: before a change is made.</param>
    /// <exception cref="Primitives.AwsException">A list cannot be read: nobody has a role then.</exception>
    public async Task<Authority> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        Task<ParameterList> List(string name) => parameters.ReadListAsync(name, fresh, cancellationToken);
        var lists = await Task.WhenAll(
            List(ParameterNames.AllowedUsers), List(ParameterNames.Operators), List(ParameterNames.Approvers), List(ParameterNames.Admins), List(ParameterNames.People));
        return Authority.Of(lists[0], lists[1], lists[2], lists[3], lists[4]);
    }

    public Task<Authority> ReadAsync(CancellationToken cancellationToken) => ReadAsync(fresh: false, cancellationToken);
}
