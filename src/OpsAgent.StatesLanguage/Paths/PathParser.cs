using System.Collections.Immutable;
using System.Globalization;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses Reference Paths such as <c>$.a.b[0]['c']</c> and <c>$$.Execution.Id</c>.</summary>
internal static class PathParser
{
    private const string Reserved = ".[]()*?@,:'\"<>=!&|+";

    public static bool IsPath(string text) => text.StartsWith('$');

    public static JsonPath? Parse(string text, out string problem)
    {
        problem = "";
        var isContextPath = text.StartsWith("$$", StringComparison.Ordinal);
        if (!IsPath(text))
        {
            problem = $"'{text}' is not a path: it must start with '$'";
            return null;
        }

        var steps = ImmutableArray.CreateBuilder<PathStep>();
        var position = isContextPath ? 2 : 1;
        while (position < text.Length)
        {
            var step = text[position] == '.' ? Dotted(text, ref position) : Bracketed(text, ref position);
            if (step is null)
            {
                problem = $"'{text}' is not a reference path: only member names and array indexes are supported";
                return null;
            }

            steps.Add(step.Value);
        }

        return new JsonPath(text, isContextPath, steps.ToImmutable());
    }

    private static PathStep? Dotted(string text, ref int position)
    {
        var start = ++position;
        while (position < text.Length && !Reserved.Contains(text[position], StringComparison.Ordinal) && !char.IsWhiteSpace(text[position]))
        {
            position++;
        }

        return position == start ? null : new PathStep(text[start..position], 0);
    }

    private static PathStep? Bracketed(string text, ref int position)
    {
        if (text[position] != '[' || position + 1 >= text.Length)
        {
            return null;
        }

        var quote = text[position + 1];
        return quote is '\'' or '"' ? Quoted(text, quote, ref position) : Indexed(text, ref position);
    }

    private static PathStep? Quoted(string text, char quote, ref int position)
    {
        var end = text.IndexOf(quote, position + 2);
        if (end < 0 || end + 1 >= text.Length || text[end + 1] != ']' || text.IndexOf('\\', position, end - position) >= 0)
        {
            return null;
        }

        var name = text[(position + 2)..end];
        position = end + 2;
        return new PathStep(name, 0);
    }

    private static PathStep? Indexed(string text, ref int position)
    {
        var end = text.IndexOf(']', position);
        if (end < 0 || !int.TryParse(text.AsSpan(position + 1, end - position - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        position = end + 1;
        return new PathStep(null, index);
    }
}
