using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads orders to record something in one operation's grammar: as strict as orders to change something, for they run at once.</summary>
internal sealed class RecordReader
{
    private static readonly string[] Fillers = ["a", "an", "the", "new", "please", "me", "us", "for", "record", "report", "with", "of", "is", "as"];
    private static readonly string[] Introductions = ["about", "that", "for", "because", "saying", "summary", "titled", "called", "where"];

    private readonly ChatLanguage _language;
    private readonly Operation _operation;
    private readonly RecordGrammar _grammar;
    private readonly IReadOnlyList<string> _choices;
    private readonly Regex _choiceAtEnd;

    public RecordReader(Operation operation, RecordGrammar grammar, ChatLanguage language)
    {
        (_operation, _grammar, _language) = (operation, grammar, language);
        _choices = operation.Parameters.All.OfType<ChoiceParameter>().First(p => p.Name == grammar.Choice.Parameter).Allowed;
        var (labels, values) = (Alternatives(grammar.Choice.Labels), Alternatives(_choices));
        // "..., severity high", "... (high priority)".
        _choiceAtEnd = new Regex(
            $@"[\s,;.(]+(?:(?:with\s+)?(?:{labels})\s*(?:is|:|=)?\s*(?<value>{values})|(?<value>{values})\s+(?:{labels}))[\s).!]*$",
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);
    }

    public Intent? Read(string message, IReadOnlyList<Token> tokens)
    {
        var (at, _) = Preamble.Skip(tokens);
        if (at >= tokens.Count || tokens[^1].Kind is TokenKind.Question)
        {
            return null;
        }

        if (IsOneOf(_grammar.Verbs, tokens[at]) && tokens.Skip(at + 1).Take(6).Any(t => IsOneOf(_grammar.Nouns, t)))
        {
            return ReadOrder(message, tokens, at + 1);
        }

        // "Incident high: ..." lacks the verb.
        return IsOneOf(_grammar.Nouns, tokens[at]) && tokens.Any(t => t.Kind is TokenKind.Colon)
            ? new Intent.Reply($"Nothing is recorded. If you want it, write: {_grammar.Usage}.")
            : null;
    }

    /// <summary>Reads the answer to a question back.</summary>
    public Intent? Continue(OpenQuestion draft, string message, IReadOnlyList<Token> tokens)
    {
        var parameters = (JsonObject)draft.Parameters.ToNode()!;
        if (tokens.Any(t => t.Kind is TokenKind.Question) || _language.Conditions.InText(message))
        {
            return null;
        }

        if (draft.Missing != _grammar.Choice.Parameter)
        {
            parameters[_grammar.Text.Parameter] = ReasonClause.Clean(message);
            return Complete(parameters);
        }

        if (tokens.Where(t => t.Kind is not TokenKind.Mark && !IsFiller(t)).ToList() is not [var word] || ChoiceOf(word.Text) is not { } choice)
        {
            return null;
        }

        parameters[_grammar.Choice.Parameter] = choice;
        return Complete(parameters);
    }

    private Intent ReadOrder(string message, IReadOnlyList<Token> tokens, int at)
    {
        var choices = new List<string>();
        var hasNoun = false;
        string? text = null;
        for (var i = at; i < tokens.Count && text is null; i++)
        {
            var token = tokens[i];
            if (ChoiceIn(token) is { } choice)
            {
                choices.Add(choice);
            }
            else if (hasNoun && token is { Kind: TokenKind.Quote })
            {
                text = message[token.Start..];
            }
            else if (hasNoun && BeginsText(tokens, i))
            {
                text = message[token.End..];
            }
            else if (IsOneOf(_grammar.Nouns, token))
            {
                hasNoun = true;
            }
            else if (!IsFiller(token) && token.Kind is not (TokenKind.Mark or TokenKind.Colon))
            {
                return new Intent.Reply($"Nothing is recorded: I do not understand \"{token.Text}\" before the {_grammar.Text.Parameter}. Write: {_grammar.Usage}.");
            }
        }

        if (text is not null && _choiceAtEnd.Match(text) is { Success: true } end)
        {
            choices.Add(end.Groups["value"].Value.ToLowerInvariant());
            text = text[..end.Index];
        }

        if (text is not null && _language.Conditions.InText(text))
        {
            return new Intent.Reply($"Nothing is recorded. When it is time, write: {_grammar.Usage}.");
        }

        if (choices.Distinct().Skip(1).Any())
        {
            return new Intent.Reply($"Nothing is recorded: that names two {_grammar.Choice.Plural}. Write: {_grammar.Usage}.");
        }

        var parameters = new JsonObject();
        if (choices is [var only, ..])
        {
            parameters[_grammar.Choice.Parameter] = only;
        }

        if (text is not null && ReasonClause.Clean(text) is { Length: > 0 } words)
        {
            parameters[_grammar.Text.Parameter] = words;
            AddReferences(parameters, tokens);
        }

        return Complete(parameters);
    }

    private void AddReferences(JsonObject parameters, IReadOnlyList<Token> tokens)
    {
        var links = tokens.Where(t => t.Kind is TokenKind.Link && t.Text.StartsWith("https://", StringComparison.Ordinal)).Select(t => t.Text).ToList();
        if (_grammar.LinksParameter is not null && links.Count > 0)
        {
            parameters[_grammar.LinksParameter] = string.Join(' ', links);
        }

        if (_grammar.ProposalParameter is not null && tokens.Where(t => t.Kind is TokenKind.Proposal).ToList() is [var proposal])
        {
            parameters[_grammar.ProposalParameter] = proposal.Text;
        }
    }

    private Intent Complete(JsonObject parameters)
    {
        var (missing, question) =
            !parameters.ContainsKey(_grammar.Text.Parameter) ? (_grammar.Text.Parameter, _grammar.Text.Question)
            : !parameters.ContainsKey(_grammar.Choice.Parameter) ? (_grammar.Choice.Parameter, _grammar.Choice.Question)
            : (null, string.Empty);
        return missing is null
            ? new Intent.Run(_operation.Name, parameters.ToElement())
            : new Intent.Reply(question, new OpenQuestion(_operation.Name, parameters.ToElement(), missing));
    }

    private bool BeginsText(IReadOnlyList<Token> tokens, int at) => tokens[at].Kind switch
    {
        // "Severity: high" is no beginning.
        TokenKind.Colon => !(at > 0 && tokens[at - 1].Is([.. _grammar.Choice.Labels]) && at + 1 < tokens.Count && ChoiceOf(tokens[at + 1].Text) is not null),
        TokenKind.Mark => tokens[at].Text is "-" or "\u2013" or "\u2014",
        _ => tokens[at].Is(Introductions),
    };

    private string? ChoiceIn(Token token) => token.Kind is TokenKind.Pair && token.Text.Split('=') is [var key, var value]
        ? key == _grammar.Choice.Parameter && _choices.Contains(value) ? value : null
        : ChoiceOf(token.Text);

    private string? ChoiceOf(string word) => _choices.FirstOrDefault(c => string.Equals(c, word, StringComparison.OrdinalIgnoreCase));

    private bool IsFiller(Token token) => token.Is(Fillers) || token.Is([.. _grammar.Fillers]) || token.Is([.. _grammar.Choice.Labels]);

    private static bool IsOneOf(IReadOnlyList<Words> words, Token token) => words.Any(w => w.Term == token.Term);

    private static string Alternatives(IReadOnlyList<string> words) => string.Join('|', words.Select(Regex.Escape));
}
