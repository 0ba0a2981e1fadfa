using System.Collections.Immutable;
using System.Globalization;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses paths such as <c>$.a.b[0]['c']</c>, <c>$$.Execution.Id</c>, <c>$.items[?(@.n > 1)].id</c> and <c>$..a.length()</c>.</summary>
internal static class PathParser
{
    private const string Reserved = ".[]()*?@,:'\"<>=!&|+";

    public static bool IsPath(string text) => text.StartsWith('$');

    public static JsonPath? Parse(string text, out string problem)
    {
        var end = 0;
        var path = ParsePrefix(text, ref end, out problem);
        if (path is null || end == text.Length)
        {
            return path;
        }

        problem = $"'{text}' is not a JSONPath: '{text[end..]}' is not a step of one";
        return null;
    }

    /// <summary>Parses the path that begins at the position, up to where it ends.</summary>
    public static JsonPath? ParsePrefix(string text, ref int position, out string problem)
    {
        problem = "";
        if (position >= text.Length || text[position] != '$')
        {
            problem = $"'{text}' is not a path: it must start with '$'";
            return null;
        }

        var start = position;
        var isContextPath = text.AsSpan(start).StartsWith("$$", StringComparison.Ordinal);
        var source = new PathText(text, start + (isContextPath ? 2 : 1));
        var steps = ParseSteps(source);
        position = source.Position;
        if (steps is null)
        {
            problem = $"'{text}' is not a JSONPath that this engine reads: see at '{text[Math.Min(position, text.Length)..]}'";
            return null;
        }

        return new JsonPath(text[start..position], isContextPath, steps.Value);
    }

    /// <returns>The steps up to the first character that begins none, or null if one is malformed.</returns>
    public static ImmutableArray<PathStep>? ParseSteps(PathText text)
    {
        var steps = ImmutableArray.CreateBuilder<PathStep>();
        while (text.Current is '.' or '[')
        {
            if (steps is [.., PathStep.Length] || !TryStep(text, steps))
            {
                return null;
            }
        }

        if (steps is [.., PathStep.Members several])
        {
            steps[^1] = several with { IsLast = true };
        }

        return steps.ToImmutable();
    }

    private static bool TryStep(PathText text, ImmutableArray<PathStep>.Builder steps)
    {
        if (text.Current == '.')
        {
            text.Advance(1);
            if (text.Current == '.')
            {
                steps.Add(new PathStep.Descendants());
                text.Advance(1);
            }
        }

        var step = text.Current == '[' ? Bracketed(text, steps is [.., PathStep.Descendants]) : Dotted(text);
        if (step is not null)
        {
            steps.Add(step);
        }

        return step is not null;
    }

    private static PathStep? Dotted(PathText text)
    {
        if (text.Current == '*')
        {
            text.Advance(1);
            return new PathStep.Wildcard();
        }

        if (char.IsWhiteSpace(text.Current))
        {
            return null;
        }

        var name = text.ConsumeWhile(c => !Reserved.Contains(c, StringComparison.Ordinal) && !char.IsWhiteSpace(c));
        if (text.Current != '(')
        {
            return name.Length == 0 ? null : new PathStep.Member(name);
        }

        return name == "length" && text.TryConsume("(") && text.TryConsume(")") ? new PathStep.Length() : null;
    }

    private static PathStep? Bracketed(PathText text, bool followsDescendants)
    {
        text.Advance(1);
        var step = text.Next switch
        {
            '\'' or '"' => Names(text),
            '?' => Filter(text, followsDescendants),
            '*' => Wildcard(text),
            _ => Numbers(text),
        };
        return step is not null && text.TryConsume("]") ? step : null;
    }

    private static PathStep.Wildcard Wildcard(PathText text)
    {
        text.Advance(1);
        return new PathStep.Wildcard();
    }

    private static PathStep? Names(PathText text)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (text.Next is not ('\'' or '"') || text.ConsumeQuoted() is not { } name)
            {
                return null;
            }

            names.Add(name);
        }
        while (text.TryConsume(","));

        return names is [var only] ? new PathStep.Member(only) : new PathStep.Members(names.ToImmutable(), IsLast: false);
    }

    private static PathStep.Filter? Filter(PathText text, bool followsDescendants)
    {
        text.Advance(1);
        return text.TryConsume("(") && new FilterParser(text).Parse() is { } condition && text.TryConsume(")")
            ? new PathStep.Filter(condition, followsDescendants)
            : null;
    }

    private static PathStep? Numbers(PathText text)
    {
        var first = Number(text);
        if (text.TryConsume(":"))
        {
            var end = Number(text);
            return first is null && end is null ? null : new PathStep.Slice(first, end);
        }

        var indexes = ImmutableArray.CreateBuilder<PathStep.Item>();
        for (var index = first; ; index = Number(text))
        {
            if (index is null)
            {
                return null;
            }

            indexes.Add(new PathStep.Item(index.Value));
            if (!text.TryConsume(","))
            {
                return indexes is [var only] ? only : new PathStep.Items(indexes.ToImmutable());
            }
        }
    }

    private static int? Number(PathText text) =>
        int.TryParse(text.ConsumeWhile(c => char.IsAsciiDigit(c) || c == '-'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
