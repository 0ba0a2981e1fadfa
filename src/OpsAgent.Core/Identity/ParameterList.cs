using System.Collections.Immutable;
using System.Globalization;

namespace OpsAgent.Core.Identity;

/// <summary>
/// A list in Parameter Store: the parameter of its name and those numbered below it (<c>name/1</c> to <c>name/9</c>), since a
/// standard parameter holds 4 KB. Any of them may be missing.
/// </summary>
/// <param name="Entries">What stands between the commas, trimmed, in the order of the parameters.</param>
/// <param name="Versions">The version of each parameter that exists, by its name without a deployment's prefix.</param>
public sealed record ParameterList(ImmutableArray<string> Entries, ImmutableSortedDictionary<string, string> Versions)
{
    /// <summary>How many numbered parameters a list may have.</summary>
    public const int Shards = 9;

    /// <returns>The names of the parameters that a list may be spread over, ten in all: one call of ssm:GetParameters.</returns>
    public static ImmutableArray<string> NamesOf(string name) =>
        [name, .. Enumerable.Range(1, Shards).Select(n => string.Create(CultureInfo.InvariantCulture, $"{name}/{n}"))];

    /// <param name="parts">Name, value and version of the parameters that exist, in any order.</param>
    public static ParameterList Of(string name, IEnumerable<(string Name, string Value, string Version)> parts)
    {
        var found = parts.ToDictionary(p => p.Name, StringComparer.Ordinal);
        return new ParameterList(
            [.. NamesOf(name).Where(found.ContainsKey).SelectMany(n => EntriesOf(found[n].Value))],
            found.Values.ToImmutableSortedDictionary(p => p.Name, p => p.Version, StringComparer.Ordinal));
    }

    private static string[] EntriesOf(string value) => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
