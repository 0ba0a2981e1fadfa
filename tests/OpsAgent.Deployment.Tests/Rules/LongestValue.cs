using System.Text;
using System.Text.Json;

namespace OpsAgent.Deployment.Tests.Rules;

/// <summary>
/// A longest text that a pattern permits: of all characters of a class the one that JSON writes longest, and of what may be
/// repeated without end as much as there is room for. Knows what the template's patterns use.
/// </summary>
internal sealed class LongestValue
{
    private readonly string _pattern;
    private int _at;

    private LongestValue(string pattern) => _pattern = pattern;

    private abstract record Node(int Minimum);

    private sealed record Literal(char Character) : Node(1);

    private sealed record Sequence(IReadOnlyList<Node> Parts) : Node(Parts.Sum(p => p.Minimum));

    private sealed record Choice(IReadOnlyList<Node> Options) : Node(Options.Min(o => o.Minimum));

    private sealed record Repetition(Node Part, int From, int To) : Node(Part.Minimum * From);

    /// <param name="pattern">A regular expression between <c>^</c> and <c>$</c>.</param>
    /// <param name="limit">The most characters.</param>
    /// <exception cref="NotSupportedException">A pattern with something that is not known here.</exception>
    public static string Of(string pattern, int limit)
    {
        if (!pattern.StartsWith('^') || !pattern.EndsWith('$'))
        {
            throw new NotSupportedException($"{pattern} is not anchored.");
        }

        var parser = new LongestValue(pattern[1..^1]);
        var node = parser.ParseChoice();
        return parser._at == parser._pattern.Length ? Grow(node, limit) : throw parser.Unknown();
    }

    private static string Grow(Node node, int room)
    {
        switch (node)
        {
            case Literal literal:
                return literal.Character.ToString();
            case Choice choice:
                return choice.Options.Where(o => o.Minimum <= room).Select(o => Grow(o, room)).MaxBy(text => text.Length)!;
            case Repetition repetition:
                var repeated = new StringBuilder();
                for (var count = 0; count < repetition.To; count++)
                {
                    var left = room - repeated.Length - Math.Max(0, repetition.From - count - 1) * repetition.Part.Minimum;
                    if (repetition.Part.Minimum > left || Grow(repetition.Part, left) is not { Length: > 0 } part)
                    {
                        break;
                    }

                    repeated.Append(part);
                }

                return repeated.ToString();
            default:
                var (grown, rest) = (new StringBuilder(), node.Minimum);
                foreach (var part in ((Sequence)node).Parts)
                {
                    rest -= part.Minimum;
                    grown.Append(Grow(part, room - grown.Length - rest));
                }

                return grown.ToString();
        }
    }

    private Node ParseChoice()
    {
        var options = new List<Node> { ParseSequence() };
        while (Next() == '|')
        {
            _at++;
            options.Add(ParseSequence());
        }

        return options.Count == 1 ? options[0] : new Choice(options);
    }

    private Sequence ParseSequence()
    {
        var parts = new List<Node>();
        while (Next() is { } next && next is not ('|' or ')'))
        {
            parts.Add(ParseQuantifier(ParseAtom()));
        }

        return new Sequence(parts);
    }

    private Node ParseAtom()
    {
        switch (_pattern[_at++])
        {
            case '(':
                var inner = ParseChoice();
                return Next() == ')' ? Past(inner) : throw Unknown();
            case '[':
                return ParseClass();
            case '\\':
                return new Literal(_pattern[_at++]);
            case '.' or '$' or '^' or '?' or '*' or '+':
                throw Unknown();
            case var character:
                return new Literal(character);
        }
    }

    private Literal ParseClass()
    {
        var characters = new List<char>();
        for (; Next() != ']'; _at++)
        {
            if (Next() is null or '^' or '\\')
            {
                throw Unknown();
            }

            var range = _at + 2 < _pattern.Length && _pattern[_at + 1] == '-' && _pattern[_at + 2] != ']';
            var last = _pattern[range ? _at + 2 : _at];
            for (var c = _pattern[_at]; c <= last; c++)
            {
                characters.Add(c);
            }

            _at += range ? 2 : 0;
        }

        return Past(new Literal(characters.MaxBy(c => JsonSerializer.Serialize(c.ToString()).Length)));
    }

    private Node ParseQuantifier(Node part)
    {
        switch (Next())
        {
            case '?':
                return Past(new Repetition(part, 0, 1));
            case '*':
                return Past(new Repetition(part, 0, int.MaxValue));
            case '+':
                return Past(new Repetition(part, 1, int.MaxValue));
            case '{':
                var end = _pattern.IndexOf('}', _at);
                var bounds = _pattern[(_at + 1)..end].Split(',');
                _at = end;
                return Past(new Repetition(part, Number(bounds[0]), bounds is [_, ""] ? int.MaxValue : Number(bounds[^1])));
            default:
                return part;
        }
    }

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    private char? Next() => _at < _pattern.Length ? _pattern[_at] : null;

    private T Past<T>(T node)
    {
        _at++;
        return node;
    }

    private NotSupportedException Unknown() => new($"{_pattern} is not known here from {_at} on.");
}
