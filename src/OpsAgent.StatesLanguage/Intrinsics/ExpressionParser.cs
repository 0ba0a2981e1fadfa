using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses an intrinsic function call: <c>States.Format('{} of {}', $.a, States.ArrayLength($.b))</c>.</summary>
internal sealed class ExpressionParser
{
    private const int MaxDepth = 10;
    private readonly string _text;
    private int _position;
    private string _problem = "";

    private ExpressionParser(string text) => _text = text;

    public static Expression.Call? Parse(string text, out string problem)
    {
        var parser = new ExpressionParser(text);
        var call = parser.Call(1);
        parser.SkipSpace();
        if (call is not null && parser._position < text.Length)
        {
            call = parser.Fail<Expression.Call>($"'{text[parser._position..]}' follows the call");
        }

        problem = parser._problem;
        return call;
    }

    private Expression.Call? Call(int depth)
    {
        SkipSpace();
        var start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '.'))
        {
            _position++;
        }

        var name = _text[start.._position];
        if (IntrinsicTable.Find(name) is not { } function)
        {
            return Fail<Expression.Call>($"'{(name.Length == 0 ? _text[start..] : name)}' is not an intrinsic function");
        }

        if (depth > MaxDepth)
        {
            return Fail<Expression.Call>("calls are nested more than 10 deep");
        }

        var arguments = ArgumentList(depth);
        if (arguments is null)
        {
            return null;
        }

        return arguments.Count < function.MinArguments || arguments.Count > function.MaxArguments
            ? Fail<Expression.Call>($"{name} does not take {arguments.Count.ToString(CultureInfo.InvariantCulture)} arguments")
            : new Expression.Call(_text[start.._position], function, [.. arguments]);
    }

    private List<Expression>? ArgumentList(int depth)
    {
        if (!TryConsume('('))
        {
            return Fail<List<Expression>>("'(' is missing");
        }

        var arguments = new List<Expression>();
        if (TryConsume(')'))
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
        while (TryConsume(','));

        return TryConsume(')') ? arguments : Fail<List<Expression>>("')' is missing");
    }

    private Expression? Argument(int depth)
    {
        SkipSpace();
        if (_position >= _text.Length)
        {
            return Fail<Expression>("an argument is missing");
        }

        return _text[_position] switch
        {
            '\'' => Quoted(),
            '$' => Path(),
            'S' => Call(depth + 1),
            _ => Literal(),
        };
    }

    private Expression.Literal? Quoted()
    {
        var raw = new StringBuilder();
        var plain = new StringBuilder();
        for (_position++; _position < _text.Length; _position++)
        {
            if (_text[_position] == '\'')
            {
                _position++;
                return new Expression.Literal(JsonValue.Create(plain.ToString()), raw.ToString());
            }

            raw.Append(_text[_position]);
            if (_text[_position] == '\\' && _position + 1 < _text.Length)
            {
                raw.Append(_text[++_position]);
            }

            plain.Append(_text[_position]);
        }

        return Fail<Expression.Literal>("a string does not end");
    }

    private Expression.PathReference? Path()
    {
        return PathParser.ParsePrefix(_text, ref _position, out var problem) is { } path
            ? new Expression.PathReference(path)
            : Fail<Expression.PathReference>(problem);
    }

    private Expression.Literal? Literal()
    {
        var start = _position;
        while (_position < _text.Length && _text[_position] is not (',' or ')' or ' '))
        {
            _position++;
        }

        var word = _text[start.._position];
        return JsonText.TryParse(word, out var value) && value is null or JsonValue && !value.IsString(out _)
            ? new Expression.Literal(value, null)
            : Fail<Expression.Literal>($"'{word}' is not an argument");
    }

    private bool TryConsume(char expected)
    {
        SkipSpace();
        if (_position >= _text.Length || _text[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private T? Fail<T>(string problem)
        where T : class
    {
        _problem = _problem.Length == 0 ? problem : _problem;
        return null;
    }
}
