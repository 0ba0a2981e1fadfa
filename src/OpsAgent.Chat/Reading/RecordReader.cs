using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads requests to keep a text, as in "sev1: checkout is down since 14:05, open an incident".</summary>
internal sealed partial class RecordReader
{
    private readonly Language _language;
    private readonly Operation _operation;
    private readonly RecordGrammar _grammar;
    private readonly IReadOnlyList<string> _choices;

    public RecordReader(Operation operation, RecordGrammar grammar, Language language)
    {
        (_operation, _grammar, _language) = (operation, grammar, language);
        _choices = operation.Parameters.All.OfType<ChoiceParameter>().First(p => p.Name == grammar.Choice).Allowed;
    }

    public string Operation => _operation.Name;

    public Intent? Read(Message message)
    {
        var segments = message.Segments.ToList();
        var at = segments.FindIndex(s => !s.IsBecause && VerbIn(message, s) >= 0);
        if (at < 0)
        {
            at = segments.FindIndex(s => IsHeading(message, s));
        }

        if (at < 0)
        {
            return null;
        }

        var segment = segments[at];
        if (Polarity.TakesBack(message) || Polarity.Blocks(message, segment, Math.Max(segment.From, VerbIn(message, segment))))
        {
            return new Intent.Reply($"Nothing is recorded. When it is time, write: {_language.WordsOf(_operation.Name).Usage}.");
        }

        var choices = ChoicesIn(message, segment);
        var text = TextOf(message, segments, at, choices);
        if (choices.Distinct().Skip(1).Any())
        {
            return Ask(Known(null, text, message), _grammar.Choice, $"Nothing is recorded yet: that names {string.Join(" and ", choices.Distinct())}. Which is it?");
        }

        return Complete(Known(choices.Count > 0 ? choices[0] : null, text, message));
    }

    /// <summary>Reads the answer to a question back.</summary>
    public Intent? Continue(OpenQuestion question, Message message)
    {
        var known = (JsonObject)question.Parameters.ToNode()!;
        if (message.Tokens.Any(t => t.Kind is TokenKind.Question) || Polarity.TakesBack(message))
        {
            return null;
        }

        if (question.Missing == _grammar.Text)
        {
            if (message.Tokens.Where(t => t.Kind is not TokenKind.Mark && !t.Has("filler", "label")).ToList() is [var only] && ChoiceOf(only) is { } given)
            {
                known[_grammar.Choice] = given;
                return Complete(known);
            }

            known[_grammar.Text] = ReasonReader.Clean(message.Text);
            return Complete(known);
        }

        if (message.Tokens.Where(t => t.Kind is not TokenKind.Mark && !t.Has("filler", "label")).ToList() is not [var word] || ChoiceOf(word) is not { } choice)
        {
            return null;
        }

        known[_grammar.Choice] = choice;
        return Complete(known);
    }

    // "Open an incident", "declare a sev2", "log this as an incident".
    private int VerbIn(Message message, Segment segment)
    {
        var noun = Message.Indexes(segment).FirstOrDefault(i => message.Tokens[i].Has("record.noun", Language.Noun(_operation.Name)) || message.Tokens[i].Terms.Any(t => t.StartsWith("severity.", StringComparison.Ordinal)) && SeverityForm().IsMatch(message.Tokens[i].Text), -1);
        var verb = Message.Indexes(segment).FirstOrDefault(i => message.Tokens[i].Has("record.verb", Language.Verb(_operation.Name)), -1);

        // "This is a SEV-1. Open it please": what is recorded is named beside it.
        if (noun < 0 && verb >= 0 && Message.Indexes(segment).Any(i => i > verb && message.Tokens[i].Has("it")) && message.Tokens[verb].Is("record_it") && message.Tokens.Any(t => Message.Indexes(segment).Any(i => message.Tokens[i] == t && t.Terms.Any(n => n.StartsWith("severity.", StringComparison.Ordinal))) || t.Is("incident") || SeverityForm().IsMatch(t.Text)))
        {
            noun = segment.To - 1;
        }

        // "Record that we had 12 minutes of errors"
        if (noun < 0 && verb == segment.From && verb + 1 < segment.To && message.Tokens[verb].Is("record_it") && message.Tokens[verb + 1].Is("record_that"))
        {
            noun = verb + 1;
        }

        // "File a critical: ...", "declare high "...""
        if (noun < 0 && verb >= 0 && ChoiceOf(message.Tokens[segment.To - 1]) is not null && segment.To < message.Tokens.Count && message.Tokens[segment.To].Kind is TokenKind.Colon)
        {
            noun = segment.To - 1;
        }

        if (noun < 0 && verb >= 0 && verb + 2 < segment.To && ChoiceOf(message.Tokens[verb + 1]) is not null && message.Tokens[verb + 2].Kind is TokenKind.Quote)
        {
            noun = verb + 1;
        }

        // "Note for incidents: ..." goes there.
        if (noun > segment.From && verb < noun && message.Tokens[noun - 1].Is("destination_lead") && message.Tokens[noun].Text.EndsWith('s'))
        {
            return -1;
        }

        // "Incident declare": as command lines put it.
        var start = segment.From + (message.Tokens[segment.From] is { Terms.Count: 0 } && message.MentionOver(segment.From) is null && segment.To - segment.From > 1 && (message.Tokens.Any(t => t.Kind is TokenKind.Pair) || message.Tokens[segment.From + 1].Is("incident")) ? 1 : 0);
        verb = noun >= 0 && verb < 0 || verb > noun && noun == start && verb == noun + 1 ? Message.Indexes(segment).FirstOrDefault(i => i == noun && message.Tokens[i].Has("record.noun") && i + 1 < segment.To && message.Tokens[i + 1].Has("record.verb"), -1) : verb;
        var isOpenQuestion = message.Tokens[segment.From].Has("question") && !message.Tokens[segment.From].Has("request");
        return noun >= 0 && verb >= 0 && (verb < noun || message.Tokens[verb].Has("record.noun")) && !isOpenQuestion && Enumerable.Range(start, Math.Max(0, verb - start)).All(i => message.Tokens[i].Has("filler", "request", "greeting", "negation", "doubt", "condition", "reported")) ? verb : -1;
    }

    // "Incident high: ...", "new incident: ...", "SEV2 incident - ..."
    private static bool IsHeading(Message message, Segment segment) =>
        IsHeadingOfQuote(message, segment) || segment.From == 0 && !segment.IsQuestion && segment.To < message.Tokens.Count && (message.Tokens[segment.To].Kind is TokenKind.Colon or TokenKind.Mark || message.Tokens[segment.To].Has("request"))
        && Message.Indexes(segment).Any(i => message.Tokens[i].Is("incident") || ((message.Tokens[i].Has("record.noun") || message.Tokens[i].Is("record_heading")) && Message.Indexes(segment).Any(j => message.Tokens[j].Terms.Any(t => t.StartsWith("severity.", StringComparison.Ordinal))))) && Message.Indexes(segment).All(i => message.Tokens[i].Has("record.noun", "filler", "label") || message.Tokens[i].Is("new") || message.Tokens[i].Is("record_heading") || message.Tokens[i].Terms.Any(t => t.StartsWith("severity.", StringComparison.Ordinal)));

    private static bool IsHeadingOfQuote(Message message, Segment segment) =>
        segment.From == 0 && message.Tokens[segment.To - 1].Kind is TokenKind.Quote && Message.Indexes(segment).Any(i => message.Tokens[i].Is("incident_heading"))
        && Enumerable.Range(0, segment.To - 1).All(i => message.Tokens[i].Has("record.noun", "filler", "label") || message.Tokens[i].Is("new") || message.Tokens[i].Terms.Any(t => t.StartsWith("severity.", StringComparison.Ordinal)));

    private List<string> ChoicesIn(Message message, Segment order)
    {
        var found = new List<string>();
        for (var i = 0; i < message.Tokens.Count; i++)
        {
            var token = message.Tokens[i];
            var isLabelled = (i > 0 && message.Tokens[i - 1].Has("label")) || (i > 1 && message.Tokens[i - 1].Kind is TokenKind.Colon && message.Tokens[i - 2].Has("label")) || (i + 1 < message.Tokens.Count && message.Tokens[i + 1].Has("label")) || (i == 0 && message.Tokens.Count > 1 && message.Tokens[1].Kind is TokenKind.Colon)
                || (i > 0 && i == message.Tokens.Count - 2 && message.Tokens[i - 1].Text == "(");
            var heads = message.Segments.FirstOrDefault(s => i >= s.From && i < s.To);
            var isInOrder = heads is not null && heads != order && heads.From == order.To + 1 && Message.Indexes(heads).All(j => IsBeside(message.Tokens[j])) || i >= order.From && i < order.To && !Message.Indexes(order).Any(j => j < i && Introduces(message.Tokens[j]));
            if (token.Kind is TokenKind.Pair && token.Pair is var (key, value) && key == _grammar.Choice && _choices.Contains(value.ToLowerInvariant()))
            {
                found.Add(value.ToLowerInvariant());
            }
            else if (token.Kind is TokenKind.Pair && token.Pair is var (name, word) && name == _grammar.Choice && _language.TermsOf(word.ToLowerInvariant()).FirstOrDefault(t => t.StartsWith("severity.", StringComparison.Ordinal)) is { } spelt)
            {
                found.Add(spelt["severity.".Length..]);
            }
            else if ((isLabelled || isInOrder || SeverityForm().IsMatch(token.Text)) && ChoiceOf(token) is { } choice)
            {
                found.Add(choice);
            }
        }

        return found;
    }

    private string? ChoiceOf(Token token) =>
        token.Terms.FirstOrDefault(t => t.StartsWith("severity.", StringComparison.Ordinal)) is { } term && _choices.Contains(term["severity.".Length..]) ? term["severity.".Length..] : _choices.FirstOrDefault(c => c == token.Lower);

    private string? TextOf(Message message, List<Segment> segments, int at, List<string> choices)
    {
        var segment = segments[at];
        if (message.Tokens.FirstOrDefault(t => t.Kind is TokenKind.Pair && t.Pair.Key is "title" or "summary" or "text" or "message") is { } given)
        {
            return given.Pair.Value;
        }

        var label = Enumerable.Range(0, message.Tokens.Count - 1).FirstOrDefault(i => message.Tokens[i].Is("text_label") && message.Tokens[i + 1].Kind is TokenKind.Colon, -1);
        if (label >= 0 && label + 2 < message.Tokens.Count)
        {
            return ReasonReader.Clean(message.Text[message.Tokens[label + 2].Start..]);
        }

        if (message.Tokens.Where(t => t.Kind is TokenKind.Quote).ToList() is [var quote] && segments.All(s => s == segment || Message.Indexes(s).All(i => message.Tokens[i] == quote || IsBeside(message.Tokens[i]))))
        {
            return NameResolver.Unquoted(quote);
        }

        var noun = Message.Indexes(segment).LastOrDefault(i => message.Tokens[i].Has("record.noun", "record.verb", Language.Noun(_operation.Name), Language.Verb(_operation.Name)) || ChoiceOf(message.Tokens[i]) is not null, segment.From);
        var begins = Message.Indexes(segment).FirstOrDefault(i => Introduces(message.Tokens[i]) && Enumerable.Range(noun + 1, Math.Max(0, i - noun - 1)).All(j => IsBeside(message.Tokens[j])), -1);
        var rest = begins >= 0 ? begins + 1 : Message.Indexes(segment).FirstOrDefault(i => i > noun && !IsBeside(message.Tokens[i]), -1);
        var from = rest >= 0 && rest < segment.To ? message.Tokens[rest].Start : at + 1 < segments.Count ? message.Tokens[segments[at + 1].From].Start : -1;
        var before = segments.Take(at).Where(s => !Message.Indexes(s).All(i => IsBeside(message.Tokens[i]))).ToList();
        var text = from >= 0 ? AtEnd().Replace(message.Text[from..], m => _choices.Contains(m.Groups["value"].Value.ToLowerInvariant()) ? string.Empty : m.Value) : string.Empty;
        if (from >= 0 && segments.Skip(at + 1).All(s => Message.Indexes(s).All(i => IsBeside(message.Tokens[i]))) && rest < 0)
        {
            text = string.Empty;
        }

        if (text.Length == 0 && before.Count > 0)
        {
            text = message.Text[message.Tokens[before[0].From].Start..message.Tokens[before[^1].To - 1].End];
        }

        var clean = ReasonReader.Clean(text);
        return clean.Length == 0 || (choices.Count > 0 && clean.Equals(choices[0], StringComparison.OrdinalIgnoreCase)) ? null : clean;
    }

    private bool IsBeside(Token token) =>
        token.Has("filler", "request", "greeting", "thanks", "label", "record.noun", "it") || ChoiceOf(token) is not null || token.Kind is TokenKind.Mark or TokenKind.Colon || token.Is("record_filler");

    private static bool Introduces(Token token) => token.Is("text_intro") || token.Has("because");

    private JsonObject Known(string? choice, string? text, Message message)
    {
        var known = new JsonObject();
        if (choice is not null)
        {
            known[_grammar.Choice] = choice;
        }

        if (!string.IsNullOrWhiteSpace(text))
        {
            known[_grammar.Text] = text;
            var links = message.Tokens.Where(t => t.Kind is TokenKind.Link && t.Text.StartsWith("https://", StringComparison.Ordinal)).Select(t => t.Text).ToList();
            if (_grammar.Links is not null && links.Count > 0)
            {
                known[_grammar.Links] = string.Join(' ', links);
            }

            if (_grammar.Proposal is not null && message.Tokens.Where(t => t.Kind is TokenKind.Proposal).ToList() is [var proposal])
            {
                known[_grammar.Proposal] = proposal.Lower;
            }
        }

        return known;
    }

    private Intent Complete(JsonObject known)
    {
        var missing = !known.ContainsKey(_grammar.Text) ? _grammar.Text : !known.ContainsKey(_grammar.Choice) ? _grammar.Choice : null;
        return missing is null
            ? new Intent.MakeDraft(_operation.Name, known.ToElement())
            : Ask(known, missing, _language.WordsOf(_operation.Name).Ask.GetValueOrDefault(missing, $"Which {missing}?"));
    }

    private Intent.Reply Ask(JsonObject known, string missing, string text) => new(text, new OpenQuestion(_operation.Name, known.ToElement(), missing));

    [GeneratedRegex(@"^(?:sev-? ?[0-9]|p[0-9]|sev)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SeverityForm();

    // "..., severity high", "... (high priority)".
    [GeneratedRegex(@"[\s,;.(]+(?:(?:with\s+)?(?:severity|sev|priority|prio)\s*(?:is|:|=)?\s*(?<value>[a-z]+)|\(?(?<value>[a-z]+)\s+(?:severity|priority|prio)|\((?<value>[a-z]+)\))[\s).!]*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AtEnd();
}
