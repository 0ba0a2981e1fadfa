namespace OpsAgent.StatesLanguage;

internal static class Names
{
    private const string Forbidden = "<>{}[]?*\"#%\\^|~`$&,;:/";
    private const int MaxLength = 80;

    /// <summary>As the service checks the names of machines and executions.</summary>
    public static string Check(string name) =>
        name.Length is 0 or > MaxLength || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || Forbidden.Contains(c, StringComparison.Ordinal))
            ? throw Refusals.InvalidName(name)
            : name;
}
