using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads orders to send a text somewhere in one operation's grammar: as strict as orders to change something, for they run at once.</summary>
internal sealed class MessageReader(Operation operation, MessageGrammar grammar, ChatLanguage language)
{
    private static readonly string[] Fillers = ["a", "an", "the", "my", "this", "that", "it", "update", "message", "note", "following", "last", "answer", "please"];
    private static readonly string[] NoDestination = ["me", "us", "him", "her", "them", "you", "everyone", "everybody", "people", "somebody", "someone", "the", "a", "my", "our", "all"];

    public Intent? Read(string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        var (at, _) = Preamble.Skip(tokens);
        if (at >= tokens.Count || tokens[^1].Kind is TokenKind.Question)
        {
            return null;
        }

        return grammar.Verbs.Any(v => v.Term == tokens[at].Term) ? ReadOrder(message, tokens, at + 1, memory)
            : grammar.DirectVerbs.Any(v => v.Term == tokens[at].Term) && NamesDestination(tokens, at + 1) ? ReadDestination(message, tokens, at + 1, null, null, pointsBack: false)
            : null;
    }

    /// <summary>Reads the answer to a question back.</summary>
    public Intent? Continue(OpenQuestion draft, string message, IReadOnlyList<Token> tokens)
    {
        if (tokens.Any(t => t.Kind is TokenKind.Question) || language.Conditions.InText(message))
        {
            return null;
        }

        var parameters = (JsonObject)draft.Parameters.ToNode()!;
        parameters[grammar.TextParameter] = message.Trim();
        return Complete(parameters);
    }

    private Intent? ReadOrder(string message, IReadOnlyList<Token> tokens, int at, Memory memory)
    {
        var quote = QuotedText(tokens, at);
        var pointsBack = false;
        for (var i = at; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Is("to", "in", "on"))
            {
                return ReadDestination(message, tokens, i + 1, quote, pointsBack ? memory.Summary : null, pointsBack);
            }

            if (!IsFiller(token) && token != quote && token.Kind is not TokenKind.Colon)
            {
                return tokens.Any(t => t.Is("to")) ? new Intent.Reply($"Nothing is posted: I do not see where the text begins. Write: {grammar.Usage}.") : null;
            }

            pointsBack |= token.Is("this", "that", "it", "answer") || IsNoun(token);
        }

        return new Intent.Reply($"To which {grammar.DestinationParameter}, and what? Write: {grammar.Usage}.");
    }

    private Intent ReadDestination(string message, IReadOnlyList<Token> tokens, int at, Token? quote, string? summary, bool pointsBack)
    {
        while (at < tokens.Count && tokens[at].Is("the", grammar.DestinationParameter, "our"))
        {
            at++;
        }

        if (at >= tokens.Count || tokens[at].Kind is not (TokenKind.Word or TokenKind.Name) || tokens[at].Is(NoDestination))
        {
            return new Intent.Reply($"Nothing is posted: to which {grammar.DestinationParameter}? Write: {grammar.Usage}.");
        }

        var rest = at + 1;
        while (rest < tokens.Count && (tokens[rest].Is(grammar.DestinationParameter, "that", "saying", "please") || tokens[rest] is { Kind: TokenKind.Colon or TokenKind.Mark }))
        {
            rest++;
        }

        if (quote is not null && rest < tokens.Count)
        {
            return new Intent.Reply($"Nothing is posted: I do not understand what stands after the {grammar.DestinationParameter}. Write: {grammar.Usage}.");
        }

        var text = quote is not null ? quote.Text[1..^1] : rest < tokens.Count ? TextFrom(message, tokens, rest) : summary;
        if (text is null && pointsBack)
        {
            return new Intent.Reply($"Nothing is posted: there is no finding yet in this conversation. Write: {grammar.Usage}.");
        }

        if (text is not null && language.Conditions.InText(text))
        {
            return new Intent.Reply($"Nothing is posted: the text takes itself back. Write: {grammar.Usage}.");
        }

        var parameters = new JsonObject { [grammar.DestinationParameter] = tokens[at].Text.TrimStart('#') };
        if (text is not null)
        {
            parameters[grammar.TextParameter] = text;
        }

        return Complete(parameters);
    }

    private Intent Complete(JsonObject parameters) => parameters.ContainsKey(grammar.TextParameter)
        ? new Intent.Run(operation.Name, parameters.ToElement())
        : new Intent.Reply($"What should stand in {parameters[grammar.DestinationParameter]}?", new OpenQuestion(operation.Name, parameters.ToElement(), grammar.TextParameter));

    // The only quotation, where nothing else stands before it.
    private Token? QuotedText(IReadOnlyList<Token> tokens, int at)
    {
        var quotes = tokens.Skip(at).Where(t => t.Kind is TokenKind.Quote).ToList();
        return quotes is [var only] && tokens.Skip(at).TakeWhile(t => t != only).All(t => IsFiller(t) || t.Kind is TokenKind.Colon) ? only : null;
    }

    private static string TextFrom(string message, IReadOnlyList<Token> tokens, int at)
    {
        var text = message[tokens[at].Start..].Trim();
        return tokens[at].Kind is TokenKind.Quote && at == tokens.Count - 1 ? text[1..^1] : text;
    }

    // "#ops" or "ops:".
    private static bool NamesDestination(IReadOnlyList<Token> tokens, int at) =>
        at + 1 < tokens.Count && (tokens[at].Text.StartsWith('#') || (tokens[at + 1].Kind is TokenKind.Colon && !tokens[at].Is(NoDestination)));

    private bool IsFiller(Token token) => token.Is(Fillers) || IsNoun(token);

    private bool IsNoun(Token token) => grammar.Nouns.Any(w => w.Term == token.Term);
}
