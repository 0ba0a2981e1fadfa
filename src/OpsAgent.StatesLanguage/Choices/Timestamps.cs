using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsAgent.StatesLanguage;

/// <summary>Timestamps of the Amazon States Language: RFC 3339 with a capital T, and a capital Z or an offset.</summary>
internal static partial class Timestamps
{
    public static bool IsTimestamp(JsonNode? node) => TryParse(node, out _);

    public static int Compare(JsonNode? left, JsonNode? right) =>
        TryParse(left, out var a) && TryParse(right, out var b) ? a.CompareTo(b) : 0;

    public static bool TryParse(JsonNode? node, out DateTimeOffset value)
    {
        value = default;
        return node.IsString(out var text) && TryParse(text, out value);
    }

    public static bool TryParse(string text, out DateTimeOffset value)
    {
        value = default;
        var match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }

        // .NET parses at most seven digits of a second's fraction.
        var fraction = match.Groups["fraction"].Value;
        var truncated = match.Groups["seconds"].Value + (fraction.Length > 8 ? fraction[..8] : fraction) + match.Groups["zone"].Value;
        return DateTimeOffset.TryParse(truncated, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
    }

    /// <summary>The format of the context object: UTC with milliseconds.</summary>
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<seconds>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?<fraction>\.\d+)?(?<zone>Z|[+-]\d{2}:\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
