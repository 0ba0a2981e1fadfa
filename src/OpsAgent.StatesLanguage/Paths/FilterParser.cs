using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses the condition of a filter, from the text after <c>[?(</c> up to its closing parenthesis.</summary>
internal sealed class FilterParser(PathText text)
{
    // Longer than any condition of a person, and far below what a stack holds.
    private const int MaxDepth = 50;
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "=~", "<", ">"];
    private int _depth;

    public FilterExpression? Parse()
    {
        var left = Conjunction();
        while (left is not null && text.TryConsume("||"))
        {
            left = Conjunction() is { } right ? new FilterExpression.Or(left, right) : null;
        }

        return left;
    }

    private FilterExpression? Conjunction()
    {
        var left = Term();
        while (left is not null && text.TryConsume("&&"))
        {
            left = Term() is { } right ? new FilterExpression.And(left, right) : null;
        }

        return left;
    }

    private FilterExpression? Term()
    {
        if (_depth == MaxDepth)
        {
            return null;
        }

        _depth++;
        var term = text.TryConsume("!") ? (Term() is { } inner ? new FilterExpression.Not(inner) : null)
            : text.TryConsume("(") ? (Parse() is { } grouped && text.TryConsume(")") ? grouped : null)
            : Comparison();
        _depth--;
        return term;
    }

    private FilterExpression? Comparison()
    {
        if (Operand() is not { } left)
        {
            return null;
        }

        var name = Array.Find(Symbols, text.TryConsume) ?? text.ConsumeWhile(char.IsAsciiLetter);
        if (name.Length == 0)
        {
            return left is FilterOperand.Path ? new FilterExpression.Exists(left) : null;
        }

        if (name == "=~")
        {
            return Pattern() is { } pattern ? new FilterExpression.Compare(left, (value, _) => Matches(value.Value, pattern), left) : null;
        }

        return FilterComparisons.ByName.TryGetValue(name, out var comparison) && Operand() is { } right
            ? new FilterExpression.Compare(left, comparison, right)
            : null;
    }

    private FilterOperand? Operand()
    {
        switch (text.Next)
        {
            case '@':
                return text.ConsumePath() is { } relative ? new FilterOperand.Path(relative, IsRelative: true) : null;
            case '$':
                return text.ConsumePath() is { } absolute ? new FilterOperand.Path(absolute, IsRelative: false) : null;
            case '[':
                return List();
            default:
                return TryLiteral(out var value) ? new FilterOperand.Literal(value) : null;
        }
    }

    private FilterOperand.Literal? List()
    {
        var items = new JsonArray();
        text.TryConsume("[");
        if (text.TryConsume("]"))
        {
            return new FilterOperand.Literal(items);
        }

        do
        {
            if (!TryLiteral(out var item))
            {
                return null;
            }

            items.Add(item);
        }
        while (text.TryConsume(","));

        return text.TryConsume("]") ? new FilterOperand.Literal(items) : null;
    }

    private bool TryLiteral(out JsonNode? value)
    {
        value = null;
        if (text.Next is '\'' or '"')
        {
            var quoted = text.ConsumeQuoted();
            value = quoted;
            return quoted is not null;
        }

        var word = text.ConsumeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.');
        return JsonText.TryParse(word, out value) && (value is null || value.IsNumber() || value.IsBoolean(out _));
    }

    // /pattern/ with the flag i, as the whole of a text.
    private Regex? Pattern()
    {
        if (text.ConsumeRegex() is not var (pattern, flags) || flags is not ("" or "i"))
        {
            return null;
        }

        try
        {
            // In linear time: a pattern that backtracks would hold up every execution.
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (flags == "i" ? RegexOptions.IgnoreCase : RegexOptions.None);
            return new Regex($@"\A(?:{pattern})\z", options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool Matches(JsonNode? value, Regex pattern) => value switch
    {
        JsonArray items => items.Any(item => Matches(item, pattern)),
        JsonValue => pattern.IsMatch(value.IsString(out var text) ? text : value.ToJsonText()),
        _ => false,
    };
}
