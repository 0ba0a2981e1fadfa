using System.Globalization;

namespace OpsAgent.Core.Operations.Ec2;

/// <summary>One of the three status checks of an instance.</summary>
/// <param name="Name">As in "attached EBS status check".</param>
/// <param name="Status">AWS's word: ok, impaired, insufficient-data, not-applicable, initializing.</param>
/// <param name="ImpairedSince">Since when it fails, where AWS says it.</param>
public sealed record StatusCheck(string Name, string Status, DateTimeOffset? ImpairedSince)
{
    public const string System = "system";
    public const string Instance = "instance";
    public const string AttachedEbs = "attached EBS";

    public bool Passes => Status == "ok";

    public bool IsImpaired => Status == "impaired";

    /// <summary>Whether what it looks at is AWS's, so that the instance cannot mend it itself.</summary>
    public bool IsOfAws => Name != Instance;

    /// <summary>Failing checks, as in <c>system and attached EBS status checks (impaired since 2026-03-14 08:50 UTC)</c>.</summary>
    internal static string Describe(IReadOnlyList<StatusCheck> failing)
    {
        var names = failing.Select(c => c.Name).ToList();
        var list = names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
        var since = failing.Min(c => c.ImpairedSince);
        return $"{list} status {(names.Count == 1 ? "check" : "checks")}{(since is { } moment ? $" (impaired since {At(moment)})" : string.Empty)}";
    }

    internal static string At(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
