using System.Globalization;
using System.Text.RegularExpressions;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A message with <c>{names}</c> (optionally <c>{name:format}</c>) that arguments fill in their order, or by number.</summary>
internal sealed partial class MessageTemplate(string template, object[] arguments)
{
    private readonly string template = template ?? "";
    private readonly object[] arguments = arguments ?? [];

    public string Fill()
    {
        if (arguments.Length == 0)
        {
            return template;
        }

        var next = 0;
        return Hole().Replace(template, hole => Argument(hole, ref next, out var value) ? Show(value, hole.Groups["format"].Value) : hole.Value);
    }

    public IEnumerable<(string Name, object Value)> Named()
    {
        var next = 0;
        HashSet<string> seen = [];
        foreach (Match hole in Hole().Matches(template))
        {
            var name = hole.Groups["name"].Value;
            if (Argument(hole, ref next, out var value) && value is not null && seen.Add(name))
            {
                yield return (name, value);
            }
        }
    }

    private static string Show(object value, string format) => value switch
    {
        null => "",
        IFormattable formattable => formattable.ToString(format.Length > 0 ? format : null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private bool Argument(Match hole, ref int next, out object value)
    {
        var index = int.TryParse(hole.Groups["name"].Value, CultureInfo.InvariantCulture, out var number) ? number : next++;
        value = index < arguments.Length ? arguments[index] : null;
        return index < arguments.Length;
    }

    [GeneratedRegex(@"\{@?(?<name>[A-Za-z0-9_]+)(?::(?<format>[^{}]*))?\}")]
    private static partial Regex Hole();
}
