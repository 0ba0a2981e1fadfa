using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Reads messages without a model. Reads generously: a question is answered, and of a change, a record or a post that is asked
/// for a draft is shown, which only its confirmation makes real. What takes back, asks, doubts, is conditional, quoted or pasted
/// makes no draft, and no message decides on a proposal.
/// </summary>
public sealed class Parser
{
    // The most words and marks that are read as a sentence; what is longer was pasted.
    private const int MaxTyped = 500;

    private readonly OperationCatalog _catalog;
    private readonly Language _language;
    private readonly Tokenizer _tokenizer;
    private readonly NameResolver _names;
    private readonly DiagnosticReader _diagnostics;
    private readonly ChangeReader _changes;
    private readonly IReadOnlyList<RecordReader> _records;
    private readonly IReadOnlyList<MessageReader> _messages;

    public Parser(OperationCatalog catalog, Language? language = null)
    {
        (_catalog, _language) = (catalog, language ?? Language.English);
        _tokenizer = new Tokenizer(_language);
        _names = new NameResolver(_language);
        _diagnostics = new DiagnosticReader(catalog, _language);
        _changes = new ChangeReader(catalog, _language);
        _records = [.. catalog.Operations.Where(o => o.Chat is RecordGrammar).Select(o => new RecordReader(o, (RecordGrammar)o.Chat!, _language))];
        _messages = [.. catalog.Operations.Where(o => o.Chat is MessageGrammar).Select(o => new MessageReader(o, (MessageGrammar)o.Chat!, _language))];
    }

    /// <returns>Words that may be names of resources, for the directory; empty where nothing is to be looked up.</returns>
    public IReadOnlyList<string> NamesIn(string message)
    {
        var text = Tokenizer.Plain(message);
        return PasteReader.Read(text) is { Subjects.Count: > 0 } ? [] : _names.NamesIn(_tokenizer.Tokenize(text));
    }

    /// <returns>What the message asks for, in the order in which to do it; at least one.</returns>
    public IReadOnlyList<Intent> Read(string message, ReadingContext context)
    {
        var text = Tokenizer.Plain(message);
        var tokens = _tokenizer.Tokenize(text);
        if (tokens.Count == 0)
        {
            return [new Intent.Help()];
        }

        if ((PasteReader.Read(text) ?? (tokens.Count > MaxTyped ? PasteReader.OfLong(text) : null)) is { } paste)
        {
            var whole = Cut(text, tokens, context);
            return paste.IsLong && ReadText(whole, context) is { } written ? [written] : ReadPaste(paste, whole, context);
        }

        var cut = Cut(text, tokens, context);
        if (cut.Segments.Count == 0)
        {
            return [new Intent.Unknown()];
        }

        if (ReadAlone(cut, context) is { } alone)
        {
            return [alone];
        }

        if (ReadDecision(cut, context) is { } decision)
        {
            return [decision];
        }

        if (context.Memory.Question is { } question && Continue(question, cut, context) is { } answer)
        {
            return [answer];
        }

        if (context.Memory.Draft is { IsLast: true } draft && _changes.Amend(draft, cut, context) is { } amended)
        {
            return [amended];
        }

        if (IsHelp(cut))
        {
            return [new Intent.Help()];
        }

        return ReadOrders(cut, context) ?? ReadUnsupported(cut) ?? ReadQuestions(cut, context) ?? [ReadSmallTalk(cut) ?? new Intent.Unknown()];
    }

    /// <summary>Reads what a person alone can ask for; no model sees a message that this answers.</summary>
    /// <returns>
    /// The word that confirms or drops a draft, what to show to somebody who speaks of deciding, the answer to a question back,
    /// or drafts of what the message itself asks for whole; null for everything else.
    /// </returns>
    public IReadOnlyList<Intent>? ReadWithoutModel(string message, ReadingContext context)
    {
        var text = Tokenizer.Plain(message);
        var tokens = _tokenizer.Tokenize(text);
        if (tokens.Count is 0 or > MaxTyped || PasteReader.Read(text) is not null)
        {
            return null;
        }

        var cut = Cut(text, tokens, context);
        if (cut.Segments.Count == 0)
        {
            return null;
        }

        if ((ReadAlone(cut, context) ?? ReadDecision(cut, context) ?? (context.Memory.Question is { } question ? Continue(question, cut, context) : null)) is { } one)
        {
            return [one];
        }

        // What the conversation is about, a model may have chosen.
        var fresh = context with { Memory = new Memory() };
        return ReadOrders(cut, fresh) is { } orders && orders.All(o => o is Intent.MakeDraft) ? orders : null;
    }

    private Message Cut(string text, IReadOnlyList<Token> tokens, ReadingContext context) =>
        new(text, tokens, _names.Resolve(tokens, context.Known), Segment.Split(tokens, _language));

    // The word that confirms counts only alone, and so does the one that refuses.
    private static Intent? ReadAlone(Message message, ReadingContext context)
    {
        var words = message.Tokens.Where(t => t.Kind is not (TokenKind.Mark or TokenKind.Colon)).ToList();
        if (words is not [var only])
        {
            return words.Count > 0 && context.Memory.Draft is { IsLast: true } && context.Memory.Question is null && (words[0].Has("yes") || words[0].Is("almost_yes")) && words.Skip(1).All(t => t.Has("yes", "filler", "request", "thanks", "it"))
                ? new Intent.Reply("To confirm the draft write yes alone, or use the card's button.")
                : null;
        }

        var (draft, question) = (context.Memory.Draft, context.Memory.Question);
        return only.Has("yes") && question is null ? draft is { IsLast: true } ? new Intent.ConfirmDraft() : new Intent.Reply("There is no draft to confirm: it counts only as the next message after the card, or use the card's button.")
            : (only.Is("almost_yes") || (only.Has("filler") && !only.Has("overview", "events", "greeting", "thanks", "help"))) && only.Kind is TokenKind.Word && question is null ? new Intent.Reply(draft is { IsLast: true } ? "To confirm the draft write yes, or use the card's button." : "All right.")
            : only.Has("no", "cancel") ? draft is not null || question is not null ? new Intent.DropDraft() : new Intent.Reply("All right, nothing was done.")
            : null;
    }

    private Intent? ReadDecision(Message message, ReadingContext context) =>
        context.Memory.Question is { } question && IsFreeText(question) && !DecisionReader.BeginsWithDecision(message) ? null : DecisionReader.Read(message, context);

    // What is asked for may be any words at all.
    private bool IsFreeText(OpenQuestion question) => question.Missing == "reason" || Find(question.Operation)?.Chat switch
    {
        RecordGrammar grammar => question.Missing == grammar.Text,
        MessageGrammar grammar => question.Missing == grammar.Text,
        _ => false,
    };

    private Intent? Continue(OpenQuestion question, Message message, ReadingContext context)
    {
        if (Polarity.TakesBack(message) || (message.Tokens.Count <= 4 && message.Tokens[0].Has("wait")))
        {
            return new Intent.DropDraft();
        }

        var grammar = Find(question.Operation)?.Chat;
        if (grammar is not QuestionGrammar && !(grammar is ChangeGrammar { Count: { } count } && question.Missing == count && !message.Tokens.Any(t => t.Kind is TokenKind.Question)) && !(question.Missing == "reason" && message.Tokens[0].Has("because") && !message.Tokens[0].Has("question")) && (message.Tokens.Any(t => t.Kind is TokenKind.Question) || (message.Tokens[0].Has("question", "show") && !message.Tokens[0].Has("it", "no")) || _changes.Read(message, context) is { Answers.Count: > 0 }))
        {
            return null;
        }

        if (IsFreeText(question) && message.Tokens[0].Has("no", "negation") && message.Tokens.Count < 3)
        {
            return new Intent.DropDraft();
        }

        return grammar switch
        {
            ChangeGrammar => _changes.Continue(question, message, context),
            RecordGrammar => _records.First(r => r.Operation == question.Operation).Continue(question, message),
            MessageGrammar => _messages.First(m => m.Operation == question.Operation).Continue(question, message),
            QuestionGrammar => DiagnosticReader.Continue(question, message, context),
            _ => null,
        };
    }

    private Intent? ReadText(Message message, ReadingContext context) =>
        _records.Select(r => r.Read(message)).Concat(_messages.Select(m => m.Read(message, context.Memory))).FirstOrDefault(i => i is not null);

    private List<Intent>? ReadOrders(Message message, ReadingContext context)
    {
        if (ReadText(message, context) is { } text)
        {
            // What stands before it may ask for a change; what stands behind it is its text.
            var at = message.Segments.ToList().FindIndex(s => Message.Indexes(s).Any(i => message.Tokens[i].Has("record.verb", "record.noun", "post.verb", "post.direct")));
            var before = message.Part(0, message.Segments[Math.Max(at, 0)].From);
            return before.Tokens.Count > 0 && _changes.Read(before with { Segments = Segment.Split(before.Tokens, _language) }, context) is { Answers.Count: > 0 } && text is Intent.MakeDraft
                ? [new Intent.Reply("Nothing is drafted: that asks for a change and for a record or a post, and I draft one at a time. Which first?")]
                : [text];
        }

        if (_changes.Read(message, context) is not { } changes)
        {
            return null;
        }

        if (changes.Answers.Count > 0)
        {
            var others = message.Segments.Where(s => !changes.Used.Contains(s) && DiagnosticReader.IsLook(message, s)).ToList();
            var beside = others.Count == 0 ? [] : _diagnostics.Read(message, others, context);

            // "I would like to get some fixes out" beside an order asks for nothing.
            List<Intent> kept = [.. beside.Where(l => l is not Intent.Run run || run.Parameters.EnumerateObject().Any() || others.Exists(o => o.IsQuestion) || message.Has("overview"))];
            return others.Count > 0 && others[^1].To <= changes.Used.Select(u => u.From).DefaultIfEmpty(0).Min() ? [.. kept, .. changes.Answers] : [.. changes.Answers, .. kept];
        }

        if (message.Has("how") && message.Mentions.All(m => m.Candidates.Count == 0))
        {
            return [new Intent.Help()];
        }

        // A change is spoken of, and not asked for: what the sentence asks besides is answered, or else what it tells of a thing.
        var asked = message.Has("negation", "cancel", "wait") ? message.Segments.Where(s => !s.IsBecause && (DiagnosticReader.AsksByItself(message, s) || Message.Indexes(s).Any(i => message.Tokens[i].Has("show") || message.Tokens[i].IsTopic))).ToList() : [.. message.Segments];
        asked = [.. message.Segments.Where(s => asked.Contains(s) || (!s.IsBecause && asked.Any(a => a.To < s.From && s.From - a.To <= 2) && Message.Indexes(s).Any(i => message.Tokens[i].Has("time.last", "time.since", "time.today", "time.yesterday"))))];
        var tells = message.Tokens.Any(t => t.Has("status", "show") || t.IsTopic);
        var looks = tells || message.Tokens.Any(t => t.Kind is TokenKind.Question || t.Has("negation", "cancel", "wait", "question", "doubt")) ? _diagnostics.Read(message, asked, context).OfType<Intent.Run>().ToList() : [];
        looks = looks.Count > 0 || !tells ? looks : [.. _diagnostics.Read(message, message.Segments, context).OfType<Intent.Run>()];
        return (message.Has("who") || message.Tokens.Any(t => t.Is("past_question"))) && looks.Count > 0 ? [.. looks] : [new Intent.Reply(changes.Spoken!), .. looks];
    }

    private List<Intent>? ReadQuestions(Message message, ReadingContext context) =>
        _diagnostics.Read(message, message.Segments, context) is { Count: > 0 } looks ? [.. looks] : null;

    private List<Intent> ReadPaste(PasteReader.Paste paste, Message whole, ReadingContext context)
    {
        if (paste.Lead.Length > 0 && _tokenizer.Tokenize(paste.Lead) is { Count: > 0 } tokens && ReadOrders(Cut(paste.Lead, tokens, context), context) is { } orders && orders.All(o => o is Intent.MakeDraft or Intent.Reply { Question: not null }))
        {
            return orders;
        }

        // What it names by name alone: an alarm before all else, and no common word.
        var named = whole.Mentions.Where(m => m.IsExact && whole.Tokens[m.At].Kind is TokenKind.Name).SelectMany(m => m.Candidates).Select(c => c.Subject).Distinct().OrderByDescending(s => s.Kind is SubjectKind.Alarm).ToList();
        if (named.Exists(s => s.Kind is SubjectKind.Alarm))
        {
            named.RemoveAll(s => s.Kind is not SubjectKind.Alarm);
        }

        if (_diagnostics.States(paste.Subjects.Count > 0 ? paste.Subjects : [.. named.Take(3)], "Read as pasted: this is what it is about.") is { Count: > 0 } looks)
        {
            return [.. looks];
        }

        var events = _catalog.Operations.FirstOrDefault(o => o.Chat is QuestionGrammar { Kind: QuestionKind.Events });
        return paste.EventName is { } call && events is not null ? [new Intent.Run(events.Name, new JsonObject { ["event_name"] = call }.ToElement(), "Read as pasted: other calls like it.")]
            : [new Intent.Reply("That reads as pasted, and I found no instance, service, load balancer or alarm in it. Say what to look at; nothing pasted is ever carried out.")];
    }

    private static bool IsHelp(Message message) =>
        message.Has("help") && message.Mentions.All(m => m.Candidates.Count == 0) && !message.Tokens.Any(t => t.IsTopic || t.Has("overview", "events"))
        && message.Tokens.All(t => t.Has("help", "filler", "greeting", "request", "question", "show", "thanks", "it") || t.Kind is TokenKind.Question or TokenKind.Mark || t.Terms.Count == 0);

    // Orders that nothing here can carry out: "terminate web-2", "rm -rf /", "stop web-2".
    private List<Intent>? ReadUnsupported(Message message)
    {
        foreach (var segment in message.Segments.Where(s => !s.IsBecause && !message.IsRemark(s)))
        {
            var at = Message.Indexes(segment).FirstOrDefault(i => message.Tokens[i].Has("unsupported") && message.MentionOver(i) is null, -1);
            var isOrder = at >= 0 && !(at > 0 && message.Tokens[at - 1].Is("determiner")) && !message.Tokens.Take(at).TakeLast(2).Any(t => t.Is("subject_pronoun")) && segment.Opener?.Is("break") is not true && Enumerable.Range(segment.From, at - segment.From).All(i => message.MentionOver(i) is not null || message.Tokens[i].Has("filler", "request", "greeting", "kind.instance", "kind.service") && !message.Tokens[i].Has("question"))
                && !Message.Indexes(segment).Any(i => message.Tokens[i].Has("overview", "status") || message.Tokens[i].IsTopic)
                && !(at + 1 < message.Tokens.Count && (message.Tokens[at + 1].Is("on") && at + 1 < segment.To || message.Tokens[at + 1].Kind is TokenKind.Colon));
            if (isOrder)
            {
                return [Cannot(message.Tokens[at].Lower)];
            }
        }

        var noun = message.Tokens.FirstOrDefault(t => t.Has("unsupported.noun"));
        var isAsked = message.Tokens.Any(t => t.Kind is TokenKind.Question || t.Has("question")) && message.Mentions.Any(m => m.IsExact && m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Alarm));
        return noun is not null && !isAsked && !message.Tokens.Any(t => t.Has("events", "status", "overview", "who") || t.IsTopic) ? [Cannot("read or change", noun.Lower)] : null;
    }

    private Intent.Reply Cannot(string what, string of = "anything") =>
        new($"I cannot {what} {of}. The changes that I can propose: {string.Join(", ", _catalog.Operations.OfType<WriteOperation>().Select(o => $"{char.ToLowerInvariant(o.Title[0])}{o.Title[1..]}"))}.");

    private static Intent? ReadSmallTalk(Message message) =>
        message.Tokens.All(t => t.Has("greeting", "filler") || t.Kind is TokenKind.Mark) && message.Has("greeting") ? new Intent.Help()
        : message.Has("thanks") ? new Intent.Reply("You are welcome.")
        : message.Has("cancel", "wait", "no") ? new Intent.DropDraft()
        : null;

    private Operation? Find(string operation) => _catalog.Operations.FirstOrDefault(o => o.Name == operation);
}
