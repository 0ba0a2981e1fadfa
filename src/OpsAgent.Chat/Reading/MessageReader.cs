using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads requests to send a text somewhere, as in "note to #incidents: web is back" and "post that to ops".</summary>
internal sealed class MessageReader(Operation operation, MessageGrammar grammar, Language language)
{
    public string Operation => operation.Name;

    public Intent? Read(Message message, Memory memory)
    {
        if (HeadingEnd(message) is >= 0 and var colon)
        {
            return Complete(With(grammar.Text, message.Text[message.Tokens[colon].End..], new JsonObject { [grammar.Destination] = message.Tokens[0].Lower[1..] }));
        }

        foreach (var segment in message.Segments.Where(s => !s.IsBecause))
        {
            var verb = Message.Indexes(segment).FirstOrDefault(i => !message.Tokens[i].Has("filler", "request", "greeting", "negation", "doubt", "condition") || message.Tokens[i].Has("post.direct"), -1);
            if (verb < 0 || !message.Tokens[verb].Has("post.verb", "post.direct", Language.Verb(operation.Name)) || FindDestination(message, segment, verb) is not (var at, { } destination))
            {
                continue;
            }

            if (Polarity.TakesBack(message) || Polarity.Blocks(message, segment with { To = at }, verb) || segment.IsQuestion && !Message.Indexes(segment).Any(i => message.Tokens[i].Has("request")))
            {
                return new Intent.Reply($"Nothing is posted. When it is time, write: {language.WordsOf(operation.Name).Usage}.");
            }

            var known = new JsonObject { [grammar.Destination] = destination };
            var (text, pointsBack) = TextOf(message, verb, at, segment);
            if (text is null && pointsBack && memory.Summary is null)
            {
                return new Intent.Reply("Nothing is posted: there is no finding yet in this conversation.", new OpenQuestion(operation.Name, known.ToElement(), grammar.Text));
            }

            return Complete(With(grammar.Text, text ?? (pointsBack ? memory.Summary : null), known));
        }

        return AskDestination(message);
    }

    // "#ops update please: ...": the index of its colon, or -1. A channel alone asks for nothing.
    private static int HeadingEnd(Message message)
    {
        if (message.Tokens is not [{ Text: ['#', _, ..] }, ..])
        {
            return -1;
        }

        var at = 1;
        while (at < message.Tokens.Count && message.Tokens[at].Has("post.noun", "post.verb", "request", "filler"))
        {
            at++;
        }

        return at < message.Tokens.Count && message.Tokens[at].Kind is TokenKind.Colon && message.Tokens.Take(at).Any(t => t.Has("post.noun", "post.verb")) ? at : -1;
    }

    // "Post an update": to whom?
    private Intent.Reply? AskDestination(Message message) =>
        message.Segments is [var only] && !only.IsQuestion && Message.Indexes(only).Any(i => message.Tokens[i].Is("announce"))
        && message.Tokens.All(t => t.Has("post.verb", "post.noun", "filler", "request", "it") || t.Kind is TokenKind.Mark) && !message.Has("negation", "question")
            ? new Intent.Reply(language.WordsOf(operation.Name).Ask.GetValueOrDefault(grammar.Destination, "To whom?"), new OpenQuestion(operation.Name, new JsonObject().ToElement(), grammar.Destination))
            : null;

    /// <summary>Reads the answer to a question back.</summary>
    public Intent? Continue(OpenQuestion question, Message message)
    {
        if (message.Tokens.Any(t => t.Kind is TokenKind.Question) || Polarity.TakesBack(message))
        {
            return null;
        }

        var known = (JsonObject)question.Parameters.ToNode()!;
        return Complete(With(question.Missing, question.Missing == grammar.Destination ? message.Text.Trim().TrimStart('#') : message.Text, known));
    }

    // "#ops" anywhere in it, "to ops", "in ops"; behind "tell" at once.
    private static (int At, string? Name) FindDestination(Message message, Segment segment, int verb)
    {
        for (var i = verb + 1; i < segment.To; i++)
        {
            var token = message.Tokens[i];
            if (token.Text[0] == '#' && token.Text.Length > 1)
            {
                return (i, token.Lower.TrimStart('#'));
            }

            var begins = (token.Is("destination_lead") && message.Tokens[verb].Has("post.verb")) || (i == verb + 1 && message.Tokens[verb].Has("post.direct"));
            var at = token.Is("destination_lead") ? i + 1 : i;
            while (at < segment.To && message.Tokens[at].Is("channel_lead"))
            {
                at++;
            }

            var isDirect = at == i;
            var isTold = isDirect && message.Tokens[verb].Is("tell") && (at + 1 < segment.To || message.Segments.Count == 1);
            if (begins && at < segment.To && message.Tokens[at] is { Kind: TokenKind.Word or TokenKind.Name } name && !name.Has("who", "question") && !name.Is("no_destination") && message.MentionOver(at) is null
                && (message.Tokens[verb].Is("announce") || isTold || IsBeforeText(message, at + 1, segment, isDirect)))
            {
                return (at, name.Lower.TrimStart('#'));
            }
        }

        return (-1, null);
    }

    private static bool IsBeforeText(Message message, int at, Segment segment, bool isDirect) =>
        (at == segment.To && at < message.Tokens.Count && message.Tokens[at].Kind is TokenKind.Colon) || (at < segment.To && (message.Tokens[at].Is("text_lead") && !(isDirect && message.Tokens[at].Is("channel")) || message.Tokens[at].Kind is TokenKind.Quote));

    private static (string? Text, bool PointsBack) TextOf(Message message, int verb, int destination, Segment segment)
    {
        var between = Enumerable.Range(verb + 1, destination - verb - 1).Select(i => message.Tokens[i]).ToList();
        if (message.Tokens.Where(t => t.Kind is TokenKind.Quote).ToList() is [var quote] && message.Tokens.Skip(destination + 1).All(t => t == quote || t.Has("filler", "request", "thanks") || t.Is("channel") || t.Kind is TokenKind.Mark or TokenKind.Colon))
        {
            return (NameResolver.Unquoted(quote), false);
        }

        var at = destination + 1;
        while (at < message.Tokens.Count && (message.Tokens[at].Is("text_skip") || message.Tokens[at].Kind is TokenKind.Colon or TokenKind.Mark))
        {
            at++;
        }

        if (at < message.Tokens.Count)
        {
            return (message.Text[message.Tokens[at].Start..].Trim(), false);
        }

        // "Announce web is back in #ops": the text stands before its destination.
        var said = between.FindIndex(t => !t.Has("filler", "post.noun", "it") && !t.Is("text_filler"));
        if (said >= 0 && between.Count - said >= 3)
        {
            var last = between.Last(t => !t.Is("text_filler"));
            return (message.Text[between[said].Start..last.End], false);
        }

        return (null, between.Any(t => t.Has("post.noun", "it")));
    }

    private static JsonObject With(string name, string? value, JsonObject known)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            known[name] = value.Trim();
        }

        return known;
    }

    private Intent Complete(JsonObject known) => known.ContainsKey(grammar.Text)
        ? new Intent.MakeDraft(operation.Name, known.ToElement())
        : new Intent.Reply(ChangeWords.Fill(language.WordsOf(operation.Name).Ask.GetValueOrDefault(grammar.Text, "What should stand there?"), known), new OpenQuestion(operation.Name, known.ToElement(), grammar.Text));
}
