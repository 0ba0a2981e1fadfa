using System.Globalization;
using System.Text.RegularExpressions;

using OpsAgent.Core.Text;

namespace OpsAgent.TestKit;

/// <summary>Whether JSON is legible as it is read: the joiner of an emoji stands between escapes in it, and between pictures in what it says.</summary>
public static partial class LegibleText
{
    public static bool IsLegible(string json) => DisplayText.IsDisplayable(
        SurrogatePair().Replace(json, m => string.Create(CultureInfo.InvariantCulture, $"{Half(m.ValueSpan[2..6])}{Half(m.ValueSpan[8..])}")));

    private static char Half(ReadOnlySpan<char> digits) => (char)int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex SurrogatePair();
}
