namespace OpsAgent.StatesLanguage;

/// <summary>Names of state machines and executions.</summary>
internal static class ResourceName
{
    private const string Forbidden = "<>{}[]?*\"#%\\^|~`$&,;:/";
    private const int MaxLength = 80;

    /// <returns>The name, if it has 1 to 80 characters and none that the service forbids.</returns>
    /// <exception cref="ApiErrorException">InvalidName.</exception>
    public static string Validate(string name) =>
        name.Length is 0 or > MaxLength || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || Forbidden.Contains(c, StringComparison.Ordinal))
            ? throw ApiErrors.InvalidName(name)
            : name;
}
