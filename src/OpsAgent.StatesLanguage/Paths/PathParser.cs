using System.Collections.Immutable;
using System.Globalization;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads <c>$.a.b[0]['c']</c> and <c>$$.Execution.Id</c>.</summary>
internal static class PathParser
{
    private const string Reserved = ".[]()*?@,:'\"<>=!&|+";

    public static bool LooksLikePath(string text) => text.StartsWith('$');

    public static JsonPath? Parse(string text, out string problem)
    {
        problem = "";
        var ofContext = text.StartsWith("$$", StringComparison.Ordinal);
        if (!LooksLikePath(text))
        {
            problem = $"'{text}' is not a path: it must start with '$'";
            return null;
        }

        var steps = ImmutableArray.CreateBuilder<PathStep>();
        var at = ofContext ? 2 : 1;
        while (at < text.Length)
        {
            var step = text[at] == '.' ? Dotted(text, ref at) : Bracketed(text, ref at);
            if (step is null)
            {
                problem = $"'{text}' is not a reference path: only member names and array indexes are supported";
                return null;
            }

            steps.Add(step.Value);
        }

        return new JsonPath(text, ofContext, steps.ToImmutable());
    }

    private static PathStep? Dotted(string text, ref int at)
    {
        var start = ++at;
        while (at < text.Length && !Reserved.Contains(text[at], StringComparison.Ordinal) && !char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at == start ? null : new PathStep(text[start..at], 0);
    }

    private static PathStep? Bracketed(string text, ref int at)
    {
        if (text[at] != '[' || at + 1 >= text.Length)
        {
            return null;
        }

        var quote = text[at + 1];
        return quote is '\'' or '"' ? Quoted(text, quote, ref at) : Indexed(text, ref at);
    }

    private static PathStep? Quoted(string text, char quote, ref int at)
    {
        var end = text.IndexOf(quote, at + 2);
        if (end < 0 || end + 1 >= text.Length || text[end + 1] != ']' || text.IndexOf('\\', at, end - at) >= 0)
        {
            return null;
        }

        var name = text[(at + 2)..end];
        at = end + 2;
        return new PathStep(name, 0);
    }

    private static PathStep? Indexed(string text, ref int at)
    {
        var end = text.IndexOf(']', at);
        if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        at = end + 1;
        return new PathStep(null, index);
    }
}
