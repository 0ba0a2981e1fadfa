using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>
/// Dimensions as people write them: <c>InstanceId=i-0a1b2c3d,path=/</c>, or as the AWS CLI takes them:
/// <c>Name=InstanceId,Value=i-0a1b2c3d Name=path,Value=/</c>. A comma ends a value only where another name and its equals sign
/// follow; a value in double quotes may hold those too.
/// </summary>
internal static partial class MetricDimensions
{
    // CloudWatch's own bound.
    private const int MaxDimensions = 30;

    public static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <returns>Null where it is not such a list, names one twice, or has more than 30.</returns>
    public static ImmutableSortedDictionary<string, string>? Parse(string text)
    {
        var pairs = (Cli().IsMatch(text) ? Cli() : Pair()).Match(text);
        if (!pairs.Success)
        {
            return null;
        }

        var names = pairs.Groups["name"].Captures.Select(c => c.Value.Trim()).ToList();
        var values = pairs.Groups["value"].Captures.Select(c => c.Value.Trim()).Select(v => v is ['"', .. var quoted, '"'] ? quoted : v).ToList();
        return names.Count > MaxDimensions || names.Distinct(StringComparer.Ordinal).Count() < names.Count || names.Concat(values).Any(n => n.Length == 0)
            ? null
            : names.Zip(values).ToImmutableSortedDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
    }

    public static string Describe(ImmutableSortedDictionary<string, string> dimensions) =>
        dimensions.IsEmpty ? "no dimensions" : string.Join(", ", dimensions.Select(d => $"{d.Key}={d.Value}"));

    [GeneratedRegex("^((^|,)(?<name>[^,=]+)=(?<value>\"[^\"]*\"|(?!\")[^,]*(,(?![^,=]+=)[^,]*)*))+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();

    [GeneratedRegex("^((^|[ ,]+)Name=(?<name>[^,= ]+),Value=(?<value>\"[^\"]*\"|[^, \"]+))+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Cli();
}
