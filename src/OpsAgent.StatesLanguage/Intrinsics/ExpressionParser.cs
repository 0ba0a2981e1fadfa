using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Reads an intrinsic function call: <c>States.Format('{} of {}', $.a, States.ArrayLength($.b))</c>.</summary>
internal sealed class ExpressionParser
{
    private const int DeepestNesting = 10;
    private readonly string _text;
    private int _at;
    private string _problem = "";

    private ExpressionParser(string text) => _text = text;

    public static Expression.Call? Parse(string text, out string problem)
    {
        var parser = new ExpressionParser(text);
        var call = parser.Call(1);
        parser.SkipSpace();
        if (call is not null && parser._at < text.Length)
        {
            call = parser.Refuse<Expression.Call>($"'{text[parser._at..]}' follows the call");
        }

        problem = parser._problem;
        return call;
    }

    private Expression.Call? Call(int depth)
    {
        SkipSpace();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '.'))
        {
            _at++;
        }

        var name = _text[start.._at];
        if (IntrinsicTable.Find(name) is not { } function)
        {
            return Refuse<Expression.Call>($"'{(name.Length == 0 ? _text[start..] : name)}' is not an intrinsic function");
        }

        if (depth > DeepestNesting)
        {
            return Refuse<Expression.Call>("calls are nested more than 10 deep");
        }

        var arguments = ArgumentList(depth);
        if (arguments is null)
        {
            return null;
        }

        return arguments.Count < function.MinCount || arguments.Count > function.MaxCount
            ? Refuse<Expression.Call>($"{name} does not take {arguments.Count.ToString(CultureInfo.InvariantCulture)} arguments")
            : new Expression.Call(_text[start.._at], function, [.. arguments]);
    }

    private List<Expression>? ArgumentList(int depth)
    {
        if (!Take('('))
        {
            return Refuse<List<Expression>>("'(' is missing");
        }

        var arguments = new List<Expression>();
        if (Take(')'))
        {
            return arguments;
        }

        do
        {
            if (Argument(depth) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }
        while (Take(','));

        return Take(')') ? arguments : Refuse<List<Expression>>("')' is missing");
    }

    private Expression? Argument(int depth)
    {
        SkipSpace();
        if (_at >= _text.Length)
        {
            return Refuse<Expression>("an argument is missing");
        }

        return _text[_at] switch
        {
            '\'' => Quoted(),
            '$' => Path(),
            'S' => Call(depth + 1),
            _ => Word(),
        };
    }

    private Expression.Literal? Quoted()
    {
        var raw = new StringBuilder();
        var plain = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] == '\'')
            {
                _at++;
                return new Expression.Literal(JsonValue.Create(plain.ToString()), raw.ToString());
            }

            raw.Append(_text[_at]);
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                raw.Append(_text[++_at]);
            }

            plain.Append(_text[_at]);
        }

        return Refuse<Expression.Literal>("a string does not end");
    }

    private Expression.AtPath? Path()
    {
        var start = _at;
        var quote = '\0';
        for (; _at < _text.Length && (quote != '\0' || _text[_at] is not (',' or ')' or ' ')); _at++)
        {
            quote = _text[_at] is '\'' or '"' && quote is '\0' ? _text[_at] : _text[_at] == quote ? '\0' : quote;
        }

        return PathParser.Parse(_text[start.._at], out var problem) is { } path
            ? new Expression.AtPath(path)
            : Refuse<Expression.AtPath>(problem);
    }

    private Expression.Literal? Word()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is not (',' or ')' or ' '))
        {
            _at++;
        }

        var word = _text[start.._at];
        return JsonText.TryParse(word, out var value) && value is null or JsonValue && !value.IsString(out _)
            ? new Expression.Literal(value, null)
            : Refuse<Expression.Literal>($"'{word}' is not an argument");
    }

    private bool Take(char wanted)
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private T? Refuse<T>(string problem)
        where T : class
    {
        _problem = _problem.Length == 0 ? problem : _problem;
        return null;
    }
}
