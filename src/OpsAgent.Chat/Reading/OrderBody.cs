using System.Globalization;
using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;

namespace OpsAgent.Chat.Reading;

/// <summary>What stands between the verb of a change and its reason, word for word.</summary>
internal sealed class OrderBody
{
    private static readonly string[] Fillers =
        ["the", "a", "an", "my", "our", "please", "pls", "plz", "now", "right", "away", "asap", "immediately", "again", "once", "for", "me", "us", "thanks", "thx", "with", "of", "running"];

    private static readonly string[] NumberWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    private readonly ChatLanguage _language;
    private readonly Operation _operation;
    private readonly ChangeGrammar _grammar;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly JsonObject _choices = [];
    private string? _container;
    private string? _name;

    private OrderBody(IReadOnlyList<Token> tokens, Operation operation, ChatLanguage language) =>
        (_tokens, _operation, _grammar, _language) = (tokens, operation, (ChangeGrammar)operation.Chat!, language);

    /// <summary>Names of targets, as <see cref="Subject.Name"/>; without a container where none was named.</summary>
    public List<string> Targets { get; } = [];

    public List<string> Numbers { get; } = [];

    /// <summary>Numbers that are to be added or taken away.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>What was not understood.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Whether the target is "it".</summary>
    public bool PointsBack { get; private set; }

    public bool HasTwoContainers { get; private set; }

    public static OrderBody Read(IReadOnlyList<Token> tokens, Operation operation, ChatLanguage language)
    {
        var body = new OrderBody(tokens, operation, language);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!body.ReadNumber(i) && !body.ReadTarget(tokens[i]) && !body.IsFiller(i) && !body.ReadNameInWords(i))
            {
                (tokens[i].Text is ['+' or '-', ..] && body._grammar.Number is not null ? body.Differences : body.Unknown).Add(tokens[i].Text);
            }
        }

        body.Finish();
        return body;
    }

    /// <returns>Whether it may be a name, and is no word that changes what is asked for.</returns>
    public static bool IsName(Token token) => token.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        && !token.Is("or", "and", "if", "when", "unless", "not", "no", "don't", "dont", "never", "maybe", "all", "every", "everything", "both", "any", "except", "but", "half", "double", "more", "less", "another");

    /// <summary>Writes what was understood into the parameters.</summary>
    public void Put(JsonObject parameters, ChangeGrammar grammar)
    {
        if (Targets is [var target, ..])
        {
            if (IsContained && !target.Contains('/', StringComparison.Ordinal))
            {
                parameters[grammar.Target.Parameters[^1]] = target;
            }
            else
            {
                grammar.Target.Put(parameters, target);
            }
        }

        if (_container is not null)
        {
            parameters[grammar.Target.Parameters[0]] = _container;
        }

        if (Numbers is [var digits, ..])
        {
            parameters[grammar.Number!.Parameter] = TextNumber is null && int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : digits;
        }

        foreach (var (choice, value) in _choices)
        {
            parameters[choice] = value!.DeepClone();
        }
    }

    // "cluster/service": only such a target is named in words too, "web in production".
    private bool IsContained => _grammar.Target is { Kind: SubjectKind.Service, Parameters.Count: 2 };

    // A number with its family's name before it, "web:41", is text to its parameter.
    private TextParameter? TextNumber => _operation.Parameters.All.FirstOrDefault(p => p.Name == _grammar.Number?.Parameter) as TextParameter;

    private bool ReadNumber(int at)
    {
        var (token, before) = (_tokens[at], at > 0 ? _tokens[at - 1] : null);
        if (_grammar.Number is null)
        {
            return false;
        }

        if (token.Kind is TokenKind.Number)
        {
            if (before?.Is("by") is true)
            {
                Differences.Add(token.Text);
            }
            else if (token.Text.All(char.IsAsciiDigit) && before?.Is("from") is not true)
            {
                Numbers.Add(token.Text);
            }
            else if (before?.Is("from") is not true)
            {
                return false;
            }

            return true;
        }

        if (token.Kind is TokenKind.Name or TokenKind.Arn && TextNumber?.Pattern?.IsMatch(token.Text) is true)
        {
            Numbers.Add(token.Text);
            return true;
        }

        if (token.Kind is TokenKind.Word && before?.Is("to") is true && Array.IndexOf(NumberWords, token.Text.ToLowerInvariant()) is >= 0 and var number)
        {
            Numbers.Add(number.ToString(CultureInfo.InvariantCulture));
            return true;
        }

        return token.Is("by", "from") && at + 1 < _tokens.Count && _tokens[at + 1].Kind is TokenKind.Number;
    }

    private bool ReadTarget(Token token)
    {
        if (SubjectKinds.NameIn(token, _grammar.Target.Kind) is { } name)
        {
            Targets.Add(name);
            return true;
        }

        if (token.Kind is TokenKind.Pair)
        {
            return token.Text.Split('=', 2) is [var key, var value] && ReadPair(key.ToLowerInvariant(), value);
        }

        PointsBack |= token.Is("it", "that", "this");
        return token.Is("it", "that", "this");
    }

    private bool ReadPair(string key, string value)
    {
        if (_grammar.Number is { } number && (key == number.Parameter || number.Words.Contains(key)) && (TextNumber?.Pattern?.IsMatch(value) ?? (value.Length > 0 && value.All(char.IsAsciiDigit))))
        {
            Numbers.Add(value);
            return true;
        }

        if (_operation.Parameters.All.FirstOrDefault(p => p.Name == key) is ChoiceParameter choice && choice.Allowed.Contains(value))
        {
            _choices[key] = value;
            return true;
        }

        if (IsContained && key == _grammar.Target.Parameters[0] && _container is null)
        {
            _container = value;
            return true;
        }

        if (IsContained && key == _grammar.Target.Parameters[^1] && _name is null)
        {
            _name = value;
            return true;
        }

        if (!IsContained && _grammar.Target.Parameters.Contains(key) && _language.Tokenizer.Tokenize(value) is [var only] && SubjectKinds.NameIn(only, _grammar.Target.Kind) is { } name)
        {
            Targets.Add(name);
            return true;
        }

        return false;
    }

    private bool IsFiller(int at)
    {
        var token = _tokens[at];
        return token is { Kind: TokenKind.Mark, Text: "," or "." or "!" or "-" } or { Kind: TokenKind.Colon }
            || token.Is(Fillers) || token.Is([.. _grammar.Fillers]) || (_grammar.Number is not null && token.Is("to"))
            || (IsContained && token.Is("in", "on") && at + 1 < _tokens.Count)
            || (SubjectKinds.TermsOf(_grammar.Target.Kind).Contains(token.Term) && !(IsContained && IsName(token) && at > 0 && _tokens[at - 1].Is("service", "cluster")));
    }

    private bool ReadNameInWords(int at)
    {
        var token = _tokens[at];
        if (!IsContained || token.Kind is not (TokenKind.Word or TokenKind.Name) || _language.Vocabulary.IsAct(token.Term) || !IsName(token))
        {
            return false;
        }

        if (_container is null && IsContainer(at))
        {
            _container = token.Text;
            return true;
        }

        if (_name is null && Targets.Count == 0
            && ((at > 0 && _tokens[at - 1].Is("service")) || (at + 1 < _tokens.Count && _tokens[at + 1].Is("service")) || !_language.Vocabulary.Knows(token.Text)))
        {
            _name = token.Text;
            return true;
        }

        return false;
    }

    // "in production", "on the production cluster", "cluster production".
    private bool IsContainer(int at)
    {
        var before = at - 1;
        while (before >= 0 && _tokens[before].Is("the", "our", "my"))
        {
            before--;
        }

        return (before >= 0 && _tokens[before].Is("in", "on", "cluster")) || (at + 1 < _tokens.Count && _tokens[at + 1].Is("cluster"));
    }

    private void Finish()
    {
        if (_name is not null)
        {
            Targets.Add(_container is null ? _name : $"{_container}/{_name}");
        }
        else if (_container is not null && Targets is [var target, ..])
        {
            HasTwoContainers = target.Split('/')[0] != _container;
        }
    }
}
