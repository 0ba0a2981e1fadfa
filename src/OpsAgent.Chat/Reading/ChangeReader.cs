using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>What a message says of changes.</summary>
/// <param name="Answers">Drafts, questions back or why there is none; empty where a change is only spoken of.</param>
/// <param name="Used">The segments that the order is made of, its reason included.</param>
/// <param name="Spoken">The change that is spoken of without being asked for, and what to say then; or null.</param>
internal sealed record ChangeReading(IReadOnlyList<Intent> Answers, IReadOnlySet<Segment> Used, string? Spoken = null);

/// <summary>
/// Reads requests for a change as generously as they are written: what comes of it is only shown. A sentence that takes back,
/// asks, doubts, depends on something or tells what others say asks for none, and of two targets or numbers none is chosen.
/// </summary>
internal sealed partial class ChangeReader(OperationCatalog catalog, Language language)
{
    private const string ReasonName = "reason";
    private const int MinReasonWords = 3;
    private const int MinReason = 10;

    private readonly NumberReader _numbers = new(language);
    private readonly IReadOnlyList<(Operation Operation, ChangeGrammar Grammar)> _changes = [.. catalog.Operations.Where(o => o.Chat is ChangeGrammar).Select(o => (o, (ChangeGrammar)o.Chat!))];

    public ChangeReading? Read(Message message, ReadingContext context)
    {
        var orders = new List<Order>();
        var spoken = new List<Order>();
        foreach (var segment in message.Segments)
        {
            if (FindVerb(message, segment, context) is not { } order)
            {
                continue;
            }

            if (!segment.IsBecause && !IsInReason(message, order) && IsOrder(message, order))
            {
                orders.Add(order);
            }
            else
            {
                spoken.Add(order);
            }
        }

        if (orders.Count == 0)
        {
            return spoken.Count == 0 ? null : new ChangeReading([], new HashSet<Segment>(), Offer(message, spoken[0]));
        }

        // "The agent won't restart, please reboot the box": what a thing does not do is why.
        if (orders.Count > 1)
        {
            spoken.AddRange(orders);
            orders.RemoveAll(o => o.Verb > o.Segment.From && message.Tokens[o.Verb - 1].Is("failing"));
        }

        if (orders.Count == 0 || Polarity.TakesBack(message) || orders.Any(o => Polarity.Blocks(message, o.Segment, o.Verb)) || Polarity.BlocksAround(message, [.. orders.Select(o => o.Segment)]))
        {
            return new ChangeReading([], new HashSet<Segment>(), Offer(message, orders.Count > 0 ? orders[0] : spoken[0]));
        }

        if (orders.Select(o => o.Operation).Distinct().Skip(1).Any())
        {
            return new ChangeReading([new Intent.Reply($"Nothing is drafted: those are two changes, and I draft one at a time. Which first? For instance: {Usage(orders[0].Operation)}.")], message.Segments.ToHashSet());
        }

        return Draft(message, orders, context);
    }

    /// <summary>Reads the answer to a question back.</summary>
    /// <returns>Null where the message is no answer.</returns>
    public Intent? Continue(OpenQuestion question, Message message, ReadingContext context)
    {
        var (operation, grammar) = _changes.First(c => c.Operation.Name == question.Operation);
        var known = (JsonObject)question.Parameters.ToNode()!;
        var relative = RelativeIn(known, grammar);
        var because = message.Segments.FirstOrDefault(s => s.IsBecause);
        var reason = because is null ? null : ReasonText(message, [because with { To = message.Tokens.Count }]);
        if (question.Missing == ReasonName)
        {
            return Complete(operation, grammar, known, relative, reason ?? CleanReason(message.Text), []);
        }

        var body = message.Segments.Where(s => !s.IsBecause).SelectMany(Message.Indexes).ToList();
        if (question.Missing == grammar.Count)
        {
            var said = _numbers.Read(message, [.. body.Where(i => i < message.Segments[0].To)], message.Tokens[0], grammar.Count!);
            reason = (said is [{ Used: [.., var last] }] ? Rest(message, last + 1) : null) ?? reason;
            return said is [var count] && (count.Absolute ?? count.Relative?.Addend) is not null ? Complete(operation, grammar, Numbered(known, count, grammar), count.Relative, reason, []) : null;
        }

        if (grammar.Target.Parameters.Count > 1 && question.Missing == grammar.Target.Parameters[0] && known.ContainsKey(grammar.Target.Parameters[^1])
            && body.Select(i => message.Tokens[i]).Where(t => !t.Has("filler", "kind.cluster", "kind.service")).ToList() is [{ Kind: TokenKind.Word or TokenKind.Name } container])
        {
            known[question.Missing] = container.Text;
            return Complete(operation, grammar, known, relative, reason, []);
        }

        var order = new Order(operation, grammar, message.Segments[0] with { From = 0, To = body.Count == 0 ? 0 : body[^1] + 1 }, -1);
        var target = TargetOf(message, [order], body, context, isAnswer: true);
        reason = (target.Used is [.., var named] ? Rest(message, named.At + named.Length) : null) ?? reason;
        return target.Problem is { } problem ? problem
            : target.Subject is null ? null
            : Complete(operation, grammar, With(known, grammar, target.Subject), relative, reason, []);
    }

    // "7, traffic is climbing": what follows the answer says why.
    private string? Rest(Message message, int from)
    {
        // "web-2, because it hangs": the because says it.
        if (from < message.Tokens.Count && (message.Tokens[from].Has("because") || (from + 1 < message.Tokens.Count && message.Tokens[from].Kind is TokenKind.Mark && message.Tokens[from + 1].Has("because"))))
        {
            return null;
        }

        while (from < message.Tokens.Count && (message.Tokens[from].Kind is TokenKind.Mark or TokenKind.Colon || message.Tokens[from].Has("tasks", "request", "thanks")))
        {
            from++;
        }

        return message.Tokens.Count - from >= 2 && !Enumerable.Range(from, message.Tokens.Count - from).All(i => IsGlue(message.Tokens[i])) ? CleanReason(message.TextOf(from, message.Tokens.Count)) : null;
    }

    /// <summary>Reads what sets the draft that was just shown right: "no, web-3", "make it 5 instead".</summary>
    /// <returns>The draft anew, or null where the message is about something else.</returns>
    public Intent? Amend(Draft draft, Message message, ReadingContext context)
    {
        if (_changes.FirstOrDefault(c => c.Operation.Name == draft.Operation) is not { Operation: { } operation, Grammar: { } grammar }
            || !message.Tokens.Any(t => t.Is("amend")) || !Enumerable.Range(0, message.Tokens.Count).All(i => message.MentionOver(i) is not null || message.Tokens[i].Is("amend") || IsGlue(message.Tokens[i])))
        {
            return null;
        }

        var targets = message.Mentions.Where(m => m.IsExact && !(m.At > 0 && message.Tokens[m.At - 1].Has("negation"))).Select(m => m.Candidates.Where(c => c.Subject.Kind == grammar.Target.Kind).ToList()).Where(c => c.Count > 0).ToList();
        var counts = grammar.Count is { } count ? _numbers.Read(message, [.. Enumerable.Range(0, message.Tokens.Count)], message.Tokens[0], count) : [];
        var known = (JsonObject)draft.Parameters.ToNode()!;
        return (targets, counts) switch
        {
            ([[var target]], []) => Complete(operation, grammar, With(known, grammar, target.Subject), null, null, []),
            ([], [{ Absolute: not null } number]) => Complete(operation, grammar, Numbered(known, number, grammar), null, null, []),
            _ => null,
        };
    }

    /// <returns>How the order is written, with what is known of it.</returns>
    public string Usage(Operation operation, JsonObject? known = null) => Fill(language.WordsOf(operation.Name).Usage, known);

    public static string Fill(string text, JsonObject? known) => Placeholder().Replace(text, m => known?[m.Groups[1].Value]?.ToString() ?? $"<{m.Groups[1].Value.Replace('_', ' ')}>");

    private Order? FindVerb(Message message, Segment segment, ReadingContext context)
    {
        foreach (var i in Message.Indexes(segment))
        {
            var token = message.Tokens[i];
            if (message.MentionOver(i) is { IsExact: true } || (i + 1 < segment.To && message.Tokens[i + 1].Has("nouns_of_change") && token.Is("change_noun")))
            {
                continue;
            }

            foreach (var (operation, grammar) in _changes)
            {
                var isVerb = token.Has(Language.Verb(operation.Name)) && (grammar.Count is null || !IsOfOtherSentences(token) || IsAboutCount(message, segment, context));
                var isSet = grammar.Count is not null && (token.Has("scale.set") || (token.Kind is TokenKind.Pair && token.Pair.Key == grammar.Count) || ((token.Is("count_lead") || token.Has("more", "fewer", "tasks") || language.Factors.ContainsKey(token.Lower) || token.Text is ['+' or '-', _, ..]) && IsTelegram(message, segment))) && IsCountOrder(message, segment, context);
                isVerb &= !token.Is("weak_rollback") || NamesService(message) || message.Has("revision", "previous");
                isVerb |= grammar.Revision is not null && token.Has("scale.set") && NamesService(message) && Message.Indexes(segment).Any(j => message.Tokens[j].Has("revision")) && Message.Indexes(segment).Any(j => message.Tokens[j].Kind is TokenKind.Number);
                isVerb |= grammar.Revision is not null && token.Kind is TokenKind.Pair && token.Pair.Key == grammar.Revision && message.Has("scale.set");
                if ((isVerb || isSet) && !(token.Is("split_verb") && !Message.Indexes(segment).Any(j => message.Tokens[j].Is("back"))))
                {
                    // Where a verb is that of several operations, what is named tells which is meant.
                    var shared = _changes.Where(c => token.Has(Language.Verb(c.Operation.Name))).ToList();
                    var meant = shared.Find(c => message.Mentions.Any(m => m.Candidates.Any(n => n.Subject.Kind == c.Grammar.Target.Kind)));
                    var counted = _changes.FirstOrDefault(c => c.Grammar.Count is not null);
                    if (meant.Operation is null && grammar.Target.Kind is not SubjectKind.Service && counted.Operation is not null && NamesService(message) && !message.Mentions.Any(m => m.Candidates.Any(n => n.Subject.Kind == grammar.Target.Kind && m.IsExact)) && IsCountOrder(message, segment, context))
                    {
                        return new Order(counted.Operation, counted.Grammar, segment, i);
                    }

                    return meant.Operation is not null && shared.Count > 1 ? new Order(meant.Operation, meant.Grammar, segment, i) : new Order(operation, grammar, segment, i);
                }
            }
        }

        return null;
    }

    // "Add", "raise" and their like begin many other sentences.
    private static bool IsOfOtherSentences(Token verb) => verb.Is("shared_count_verb");

    // "Web to 4 pls": nothing but what names and counts.
    private bool IsTelegram(Message message, Segment segment) =>
        !segment.IsQuestion && Message.Indexes(segment).All(i => message.MentionOver(i) is not null || IsGlue(message.Tokens[i]))
        && Message.Indexes(segment).Any(i => message.MentionOver(i) is { IsExact: true } m && m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Service) || message.Tokens[i].Has("tasks", "more", "fewer"));

    private static bool IsAboutCount(Message message, Segment segment, ReadingContext context) =>
        !Message.Indexes(segment).Any(i => message.Tokens[i].Has("record.noun") || (message.Tokens[i].Has("topic.memory", "topic.cpu", "topic.disk") && !Message.Indexes(segment).Any(j => message.Tokens[j].Has("tasks") || message.Tokens[j].Kind is TokenKind.Number)))
        && (Message.Indexes(segment).Any(i => message.Tokens[i].Has("tasks", "kind.service")) || NamesService(message) || context.Memory.Focus is { Kind: SubjectKind.Service });

    private static bool NamesService(Message message) => message.Mentions.Any(m => m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Service));

    // "Set web to 5", "we need 6 web tasks": a number with "to" or tasks, about a service.
    private bool IsCountOrder(Message message, Segment segment, ReadingContext context)
    {
        var tokens = Message.Indexes(segment).Select(i => message.Tokens[i]).ToList();
        var hasCount = tokens.Any(t => (t.Kind is TokenKind.Number || language.Numbers.ContainsKey(t.Lower) || language.Factors.ContainsKey(t.Lower)) && (!t.Is("one") || tokens.Any(o => o.Has("more", "fewer") || o.Is("away"))))
            || tokens.Any(t => t.Kind is TokenKind.Pair && t.Pair.Key is "desired_count" or "count");
        return hasCount && (tokens.Any(t => t.Has("tasks", "more", "fewer") || t.Is("count_mark") || t.Text is ['+' or '-', _, ..] || language.Factors.ContainsKey(t.Lower)) || tokens.Any(t => t.Kind is TokenKind.Pair))
            && !tokens.TakeWhile(t => !t.Has("scale.set")).Any(t => t.Has("question") && !t.Has("request")) && !tokens.Any(t => t.Has("events", "record.noun", "percentile", "revision") || (t.Terms.Any(n => n.StartsWith("topic.", StringComparison.Ordinal)) && !tokens.Any(o => o.Has("tasks"))))
            && (NamesService(message) || context.Memory.Focus is { Kind: SubjectKind.Service } || tokens.Any(t => t.Has("kind.service")));
    }

    // "... because we had 2 and need double that": what only counts goes on with the reason.
    private static bool IsInReason(Message message, Order order) =>
        !message.Tokens[order.Verb].Terms.Any(t => t.StartsWith("verb.", StringComparison.Ordinal)) && !Message.Indexes(order.Segment).Any(i => message.Tokens[i].Has("request") && i < order.Verb)
        && message.Segments.Any(s => s.IsBecause && s.To <= order.Segment.From && !message.Tokens.Skip(s.To).Take(order.Segment.From - s.To).Any(t => t is { Kind: TokenKind.Mark, Text: "." or "!" or ";" }));

    // An imperative, a request, or a telegram such as "web-2 reboot pls": nothing stands before the verb but what asks, or names the target.
    private bool IsOrder(Message message, Order order)
    {
        var (segment, verb) = (order.Segment, order.Verb);

        // "Reboot was successful" tells what happened.
        if (verb + 1 < segment.To && message.Tokens[verb + 1].Is("outcome"))
        {
            return false;
        }

        // "We scale at 80 %", "I reboot it daily".
        if (verb > segment.From && message.Tokens[verb - 1].Is("subject_pronoun") && !message.Tokens[verb].Has("request", "scale.set"))
        {
            return false;
        }

        var noun = verb - 1;
        while (noun > segment.From && message.Tokens[noun].Has("manner"))
        {
            noun--;
        }

        var isNoun = noun >= segment.From && message.Tokens[noun].Is("determiner");
        var before = Enumerable.Range(segment.From, verb - segment.From).ToList();
        if (isNoun)
        {
            return before.Any(i => message.Tokens[i].Has("request")) && !before.Any(i => message.Tokens[i].Has("time.since", "because"));
        }

        // One strange word before it calls a bot, or says in which manner.
        var others = before.Where(i => message.MentionOver(i) is null && !IsGlue(message.Tokens[i]) && !message.Tokens[i].Has("negation", "doubt", "condition", "reported", "question", "manner", "all", "severity.critical")).ToList();
        return others.Count == 0 || (others.Count == 1 && message.Tokens[others[0]].Terms.Count == 0 && others[0] == segment.From) || others.Any(i => message.Tokens[i].Has("status") || message.Tokens[i].Terms.Any(t => t.StartsWith("topic.", StringComparison.Ordinal)));
    }

    private bool IsGlue(Token token) =>
        token.Has("filler", "request", "greeting", "thanks", "it", "kind.instance", "kind.service", "kind.cluster", "tasks", "more", "fewer", "plural", "scale.set", "revision", "previous")
        || token.Kind is TokenKind.Number or TokenKind.Pair or TokenKind.Mark or TokenKind.Colon or TokenKind.Question
        || language.Numbers.ContainsKey(token.Lower) || language.Factors.ContainsKey(token.Lower)
        || _changes.Any(c => token.Has(Language.Verb(c.Operation.Name)));

    private ChangeReading Draft(Message message, List<Order> orders, ReadingContext context)
    {
        var (operation, grammar) = (orders[0].Operation, orders[0].Grammar);
        var used = orders.Select(o => o.Segment).ToHashSet();
        AddContinuations(message, orders, used);
        var body = used.SelectMany(Message.Indexes).Order().ToList();
        var tail = Tail(message, orders[^1], body);
        body = [.. body.Except(tail)];
        var known = new JsonObject();
        ReadPairs(message, [.. Enumerable.Range(0, message.Tokens.Count)], operation, known);
        var watch = WatchIn(message, operation, known);
        tail.RemoveAll(watch.Contains);
        body.RemoveAll(watch.Contains);
        var target = TargetOf(message, orders, body, context);
        if (target.Problem is { } problem)
        {
            return new ChangeReading([problem], used);
        }

        if (target.Subject is { } subject)
        {
            if (OtherPlace(message, [.. body, .. message.Segments.Where(s => s.Opener?.Is("joint") is true && !used.Contains(s)).SelectMany(Message.Indexes)], subject) is { } place)
            {
                return new ChangeReading([new Intent.Reply($"Nothing is drafted: {place} is said, and {subject.Name} is another place. Which one is meant? {Question(operation, grammar.Target.Parameters[^1], [])}")], message.Segments.ToHashSet());
            }

            With(known, grammar, subject);
        }

        var used2 = new List<int>();
        RelativeNumber? relative = null;
        if (grammar.Count is { } countName && !known.ContainsKey(countName))
        {
            var counts = _numbers.Read(message, [.. body.Where(i => i != orders[0].Verb || message.Tokens[i].Kind is TokenKind.Pair or TokenKind.Number || language.Factors.ContainsKey(message.Tokens[i].Lower) || message.Tokens[i].Is("count_lead") || message.Tokens[i].Has("more", "fewer", "tasks"))], message.Tokens[orders[0].Verb], countName);
            if (counts.Select(c => (c.Absolute, c.Relative?.Factor, c.Relative?.Addend)).Distinct().Skip(1).Any())
            {
                return new ChangeReading([Ask(operation, known, countName, "Nothing is drafted yet: that says two numbers. How many tasks should run?")], used);
            }

            if (counts is [{ Absolute: { } much }, ..] && operation.Parameters.All.OfType<IntegerParameter>().FirstOrDefault(p => p.Name == countName) is { } allowed && (much < allowed.Minimum || much > allowed.Maximum))
            {
                return new ChangeReading([Ask(operation, known, countName, $"Nothing is drafted yet: {much} is not {allowed.Rule}. {Question(operation, countName, known)}")], used);
            }

            // "Back to 41" after a release: tasks, or a revision?
            if (counts is [{ Absolute: { } former, Used: [var said] }, ..] && said > 1 && message.Tokens[said - 1].Is("to") && message.Tokens[said - 2].Is("back") && message.Has("events", "revision") && !message.Has("tasks"))
            {
                return new ChangeReading([Ask(operation, known, countName, $"Nothing is drafted yet: {former} tasks, or back to revision {former}? Say \"{former} tasks\", or: roll back {known[grammar.Target.Parameters[^1]]} to {former}.")], used);
            }

            if (counts is [{ Absolute: null, Relative: null, Used: [var unclear] }, ..])
            {
                return new ChangeReading([Ask(operation, known, countName, $"Nothing is drafted yet: to {message.Tokens[unclear].Text}, or by {message.Tokens[unclear].Text}? Say how many tasks should run.")], used);
            }

            if (counts is [var count, ..])
            {
                (known, relative) = (Numbered(known, count, grammar), count.Relative);
                used2.AddRange(counts.SelectMany(c => c.Used));
            }
        }

        if (grammar.Revision is { } revisionName && !known.ContainsKey(revisionName) && RevisionIn(message, body, operation, revisionName) is { } revision)
        {
            known[revisionName] = message.Tokens[revision].Text.TrimStart(':');
            used2.Add(revision);
        }

        var unknown = Unknown(message, body, target.Used, used2);
        if (unknown.Any(i => message.Tokens[i].Kind is TokenKind.Time or TokenKind.Duration || message.Tokens[i].Has("time.at", "time.today", "time.tonight") || language.Weekdays.ContainsKey(message.Tokens[i].Lower)))
        {
            return new ChangeReading([], new HashSet<Segment>(), $"Nothing is drafted: I cannot plan a change for later. When it is time, write: {Usage(operation, known)}.");
        }

        var reasons = ReasonSegments(message, used, context);
        if (reasons.Any(r => BeginsAnother(message, r, target.Subject, grammar, used2.Count > 0)))
        {
            return new ChangeReading([new Intent.Reply($"Nothing is drafted: that says two {(used2.Count > 0 ? "numbers or targets" : "targets")}, and I draft one change at a time. Write for each: {Usage(operation)}.")], message.Segments.ToHashSet());
        }

        var reason = reasons.Count > 0 ? ReasonText(message, reasons) : null;
        if (tail.Count > 0 && reasons.All(r => !r.IsBecause))
        {
            var words = CleanReason(message.TextOf(tail[0], tail[^1] + 1));
            reason = reason is null ? words : tail[0] < reasons[0].From ? $"{words}, {reason}" : $"{reason}, {words}";
        }
        else if (tail.Count > 0)
        {
            unknown.AddRange(tail.Where(i => !IsGlue(message.Tokens[i])));
        }

        foreach (var token in message.Tokens.Where((t, i) => (t.Kind is TokenKind.Pair && known[t.Pair.Key] is not null && t.Pair.Key != ReasonName) || watch.Contains(i)))
        {
            reason = reason is null ? null : CleanReason(reason.Replace(token.Text, string.Empty, StringComparison.Ordinal));
        }

        // "... and watch it": the joint goes with what it joined.
        if (watch.Count > 0 && reason?.LastIndexOf(' ') is > 0 and var last && language.GrammarOf(reason[(last + 1)..]).Contains("conjunction"))
        {
            reason = reason[..last];
        }

        unknown.RemoveAll(watch.Contains);
        IReadOnlyList<string> notes = unknown.Count == 0 ? [] : [$"Not understood, and no part of this: \"{string.Join(' ', unknown.Select(i => message.Tokens[i].Text))}\"."];
        return new ChangeReading([Complete(operation, grammar, known, relative, reason, notes)], used.Concat(reasons).ToHashSet());
    }

    // "Reboot web-1 and web-2", "web-2: reboot it": what stands beside and only names or counts belongs to the order.
    private void AddContinuations(Message message, List<Order> orders, HashSet<Segment> used)
    {
        var segments = message.Segments.ToList();
        foreach (var order in orders)
        {
            var at = segments.IndexOf(order.Segment);
            for (var i = at + 1; i < segments.Count && OnlyNames(segments[i]) && segments[i].Opener?.Is("but") is not true; i++)
            {
                used.Add(segments[i]);
            }

            for (var i = at - 1; i >= 0 && OnlyNames(segments[i]) && !segments[i].IsQuestion; i--)
            {
                used.Add(segments[i]);
            }
        }

        bool OnlyNames(Segment segment) => !segment.IsBecause && !orders.Any(o => o.Segment == segment)
            && Message.Indexes(segment).All(i => message.MentionOver(i) is not null || IsGlue(message.Tokens[i]) || message.Tokens[i].Kind is TokenKind.BrokenInstance)
            && Message.Indexes(segment).Any(i => message.MentionOver(i) is not null || !message.Tokens[i].Has("filler", "request", "greeting", "thanks") || message.Tokens[i].Kind is TokenKind.Number);
    }

    // "Bounce web-2 it's stuck": what follows the target and is no part of the order says why, if it is a sentence.
    private List<int> Tail(Message message, Order order, List<int> body)
    {
        var behind = body.Where(i => i > order.Verb && i < order.Segment.To).ToList();
        var before = body.Where(i => i >= order.Segment.From && i < order.Verb).ToList();
        var from = behind.FindIndex(i => !IsPart(message, i));
        var tail = from < 0 ? [] : behind.Skip(from).ToList();
        while (from > 0 && message.Tokens[behind[from - 1]].Is("reason_lead") && behind.Take(from - 1).Any(i => message.MentionOver(i) is not null))
        {
            tail.Insert(0, behind[--from]);
        }

        var holdsTheCount = order.Grammar.Count is not null && tail.Any(i => message.Tokens[i].Kind is TokenKind.Number) && !behind.Except(tail).Any(i => message.Tokens[i].Kind is TokenKind.Number || language.Numbers.ContainsKey(message.Tokens[i].Lower));
        while (tail.Count > 0 && message.Tokens[tail[0]].Has("request", "thanks") && !message.Tokens[tail[0]].Is("reason_lead"))
        {
            tail.RemoveAt(0);
        }

        if (tail.Count > 0 && !holdsTheCount && !(tail[0] > 0 && message.Tokens[tail[0] - 1].Is("open_preposition")) && (tail.Count >= MinReasonWords || tail.Any(i => message.Tokens[i].Has("status"))) && !tail.Any(i => message.MentionOver(i) is { IsExact: true } m && m.Candidates.Any(c => c.Subject.Kind == order.Grammar.Target.Kind)))
        {
            return tail;
        }

        // "The app hangs reboot it".
        var lead = before.FindIndex(i => !IsPart(message, i) && !message.Tokens[i].Has("negation", "doubt", "condition", "reported", "question"));
        return lead >= 0 && before.Any(i => message.Tokens[i].Has("status")) && !before.Any(i => message.MentionOver(i) is not null) ? before : [];
    }

    private bool IsPart(Message message, int i) =>
        message.MentionOver(i) is not null || IsGlue(message.Tokens[i]) || message.Tokens[i].Kind is TokenKind.BrokenInstance or TokenKind.Arn or TokenKind.Path
        || (message.Tokens[i].Kind is TokenKind.Name && message.Tokens[i].Text.Any(char.IsAsciiDigit)) || message.Tokens[i].Has("events") || language.Environments.ContainsKey(message.Tokens[i].Lower);

    // "... and watch production-web-5xx": the alarm by which to tell whether it helped.
    private static List<int> WatchIn(Message message, Operation operation, JsonObject known)
    {
        foreach (var mention in message.Mentions.Where(m => m.IsExact && m.At > 0 && message.Tokens[m.At - 1].Is("watch") && m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Alarm)))
        {
            if (operation.Parameters.All.Any(p => p.Name == WriteOperation.WatchName))
            {
                known[WriteOperation.WatchName] = mention.Candidates.First(c => c.Subject.Kind is SubjectKind.Alarm).Subject.Name;
                return [mention.At - 1, .. Enumerable.Range(mention.At, mention.Length)];
            }
        }

        return [];
    }

    // "production/web ... in staging"
    private string? OtherPlace(Message message, List<int> body, Subject target) => target.Kind is not SubjectKind.Service ? null
        : body.Where(i => message.MentionOver(i) is null && language.Environments.TryGetValue(message.Tokens[i].Lower, out var place)
            && !NameWords.Of(place).IsIn(NameWords.Of(target.Name)) && !NameWords.Of(message.Tokens[i].Text).IsIn(NameWords.Of(target.Name))).Select(i => message.Tokens[i].Text).FirstOrDefault();

    private static void ReadPairs(Message message, List<int> body, Operation operation, JsonObject known)
    {
        foreach (var token in body.Select(i => message.Tokens[i]).Where(t => t.Kind is TokenKind.Pair))
        {
            var (key, value) = token.Pair;
            if (operation.Parameters.All.FirstOrDefault(p => p.Name == key) is { } parameter and not IntegerParameter && key is not ("instance_id" or "service" or "cluster"))
            {
                known[parameter.Name] = value;
            }
        }
    }

    private (Subject? Subject, IReadOnlyList<Mention> Used, Intent? Problem) TargetOf(Message message, List<Order> orders, List<int> body, ReadingContext context, bool isAnswer = false)
    {
        var (operation, grammar) = (orders[0].Operation, orders[0].Grammar);
        var kind = grammar.Target.Kind;
        var mentions = message.Mentions.Where(m => body.Contains(m.At)).ToList();
        var noun = NameResolver.NounOf(kind);
        var words = body.Select(i => message.Tokens[i]).ToList();
        if (body.Select(i => message.Tokens[i]).FirstOrDefault(t => t.Kind is TokenKind.BrokenInstance) is { } broken)
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: {broken.Text} is not an instance id (i- and 8 or 17 of 0-9, a-f, in lower case)."));
        }

        var meant = mentions.Where(m => m.Candidates.Any(c => c.Subject.Kind == kind)).ToList();
        var exact = meant.Where(m => m.IsExact).ToList();
        if (exact.Count > 0)
        {
            meant = exact;
        }

        // "Everything but web-2", "all except web-2"
        if (!isAnswer && (words.Any(t => t.Has("all")) && message.Segments.Any(s => s.Opener?.Is("but") is true) || meant.Exists(m => m.At > 0 && message.Tokens[m.At - 1].Has("filters") && !message.Tokens[m.At - 1].Is("loose_filter"))))
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: that says what is not meant, and I draft the change of one {noun} at a time. Name it: {Usage(operation)}."));
        }

        var candidates = meant.Select(m => m.Candidates.Where(c => c.Subject.Kind == kind).ToList()).ToList();
        if (candidates.Select(c => string.Join(' ', c.Select(r => r.Subject.Name))).Distinct().Skip(1).Any())
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: that names {meant.Count} targets, {string.Join(" and ", meant.Select(m => m.Said))}, and I draft one change at a time. Which one first? Write for each: {Usage(operation)}."));
        }

        if (candidates is [var found, ..])
        {
            return found is [var only] && meant[0].IsExact ? (only.Subject, mentions, null) : (null, mentions, AskWhich(operation, meant[0], found));
        }

        if (!message.Mentions.Any(m => m.IsExact && m.Candidates.Any(c => c.Subject.Kind == kind)) && mentions.FirstOrDefault(m => m.Candidates.Count > 0 && m.IsExact && m.Candidates.All(c => c.Subject.Kind is not SubjectKind.Cluster)) is { } other && !isAnswer)
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: {NameResolver.Told(other.Candidates[0])} is not {WithArticle(noun)}, and {Able(operation)} is for those alone. What I can propose: {string.Join(", ", _changes.Select(c => char.ToLowerInvariant(c.Operation.Title[0]) + c.Operation.Title[1..]))}."));
        }

        // "Log into web-2 and restart nginx": what follows the verb itself is meant.
        var first = orders[0].Verb < 0 ? -1 : body.FirstOrDefault(i => i > orders[0].Verb && !message.Tokens[i].Is("article"), -1);
        if (first >= 0 && message.MentionOver(first) is null && UnknownName(message, [first], kind) is { } stranger)
        {
            return (null, mentions, NotFound(operation, stranger, kind, context, message, body));
        }

        // "web-2 hangs again, can you bounce it": what the rest of the message names.
        var elsewhere = isAnswer || words.Any(t => t.Has("all", "plural")) ? [] : message.Mentions.Where(m => m.IsExact).Select(m => m.Candidates.Where(c => c.Subject.Kind == kind).ToList()).Where(c => c.Count > 0).ToList();
        if (elsewhere.SelectMany(c => c).Select(c => c.Subject).Distinct().ToList() is [var antecedent])
        {
            return (antecedent, mentions, null);
        }

        if (elsewhere.Count > 0)
        {
            return (null, mentions, Ask(operation, [], grammar.Target.Parameters[^1], $"Nothing is drafted yet: which one is meant, {string.Join(" or ", elsewhere.SelectMany(c => c).DistinctBy(c => c.Subject).Select(NameResolver.Told))}?"));
        }

        if (UnknownName(message, body, kind) is { } name)
        {
            return (null, mentions, NotFound(operation, name, kind, context, message, body));
        }

        if (words.Any(t => t.Has("all")) && words.Any(t => t.Has("plural", "it")))
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: I draft the change of one {noun} at a time. Name it: {Usage(operation)}."));
        }

        if (words.Any(t => t.Has("it")) || isAnswer)
        {
            if (context.Memory.Focus is { } focus && focus.Kind == kind && words.Any(t => t.Has("it")))
            {
                return (focus, mentions, null);
            }

            if (isAnswer)
            {
                return (null, mentions, null);
            }

            if (context.Memory.Focus is { Kind: not SubjectKind.Proposal } wrong)
            {
                return (null, mentions, Ask(operation, [], grammar.Target.Parameters[^1], $"What we last spoke of, {wrong.Name}, is not {WithArticle(noun)}. {Question(operation, grammar.Target.Parameters[^1], [])}"));
            }
        }

        // "Memory is nearly full, add three": what was last spoken of, which the card shows.
        return grammar.Count is not null && context.Memory.Focus is { } last && last.Kind == kind && !isAnswer ? (last, mentions, null) : (null, mentions, null);
    }

    // A word in the place of the target that nothing is called.
    private string? UnknownName(Message message, List<int> body, SubjectKind kind)
    {
        foreach (var i in body)
        {
            var token = message.Tokens[i];
            if (message.MentionOver(i) is { Candidates.Count: 0 } empty)
            {
                return empty.Said;
            }

            var before = i > 0 ? message.Tokens[i - 1] : null;
            var isPlaced = before is null || before.Has("kind.instance", "kind.service") || before.Terms.Any(t => t.StartsWith("verb.", StringComparison.Ordinal)) || before.Is("target_lead");
            if (isPlaced && message.MentionOver(i) is null && !token.Has("manner") && (token.Kind is TokenKind.Name && !token.Lower.StartsWith('x') && token.Terms.Count == 0 && !token.Text.Contains(':', StringComparison.Ordinal) || new NameResolver(language).IsUnknown(token) && !language.Environments.ContainsKey(token.Lower)))
            {
                return token.Text;
            }
        }

        return null;
    }

    private Intent.Reply NotFound(Operation operation, string name, SubjectKind kind, ReadingContext context, Message message, List<int> body)
    {
        var noun = NameResolver.NounOf(kind);
        var parameters = ((ChangeGrammar)operation.Chat!).Target.Parameters;
        if (context.Known is null)
        {
            if (kind is SubjectKind.Service)
            {
                return Ask(operation, new JsonObject { [parameters[^1]] = name }, parameters[0], Question(operation, parameters[0], new JsonObject { [parameters[^1]] = name }));
            }

            return Ask(operation, [], parameters[^1], $"Names cannot be looked up at the moment. {Question(operation, parameters[^1], [])}");
        }

        var gaps = context.Known.NotSearched.Count > 0 ? $" Not looked through: {string.Join(' ', context.Known.NotSearched)}" : string.Empty;
        return Ask(operation, [], parameters[^1], $"Nothing is drafted yet: I found no {noun} called {name}.{gaps} {Question(operation, parameters[^1], [])}");
    }

    private static Intent.Reply AskWhich(Operation operation, Mention mention, List<NamedResource> found)
    {
        var parameter = ((ChangeGrammar)operation.Chat!).Target.Parameters[^1];
        var listed = string.Join(" or ", found.Take(8).Select(NameResolver.Told));
        return Ask(operation, [], parameter, found.Count == 1
            ? $"Nothing is called {mention.Said} exactly. Do you mean {listed}? Say its name or id."
            : $"{found.Count} {(mention.IsExact ? "are called" : "have in their name")} {mention.Said}: {listed}. Which one? Say its id{(found.Select(f => f.Name).Distinct().Count() > 1 ? " or name" : string.Empty)}.");
    }

    private static int? RevisionIn(Message message, List<int> body, Operation operation, string parameter)
    {
        var pattern = ((TextParameter)operation.Parameters.All.First(p => p.Name == parameter)).Pattern;
        foreach (var i in body)
        {
            var token = message.Tokens[i];
            var isNumber = token.Kind is TokenKind.Number or TokenKind.Name && token.Text.TrimStart(':').Length > 0 && token.Text.TrimStart(':').All(char.IsAsciiDigit);
            var isName = token.Kind is TokenKind.Name or TokenKind.Arn && token.Text.Contains(':', StringComparison.Ordinal) && message.MentionOver(i) is null;
            var isFormer = i > 0 && message.Tokens[i - 1].Is("from") && i + 1 < message.Tokens.Count && message.Tokens[i + 1].Is("to");
            if ((isNumber || isName) && !isFormer && pattern?.IsMatch(token.Text.TrimStart(':')) is not false)
            {
                return i;
            }
        }

        return null;
    }

    private List<int> Unknown(Message message, List<int> body, IReadOnlyList<Mention> mentions, List<int> counted) =>
        [.. body.Where(i => !mentions.Any(m => m.Covers(i)) && !counted.Contains(i) && !IsGlue(message.Tokens[i]) && message.Tokens[i].Kind is not (TokenKind.Mark or TokenKind.Quote)
            && !message.Tokens[i].Has("status", "events", "revision", "previous") && !language.Environments.ContainsKey(message.Tokens[i].Lower))];

    // "... and 16", "then worker-2": no reason begins so.
    private static bool BeginsAnother(Message message, Segment segment, Subject? target, ChangeGrammar grammar, bool hasCount)
    {
        if (segment.IsBecause || segment.Opener is not { } opener)
        {
            return false;
        }

        var joins = opener.Is("joint") || opener.Text == ",";
        return (message.MentionOver(segment.From) is { IsExact: true } mention && (joins && !(segment.From + 1 < segment.To && message.Tokens[segment.From + 1].Has("status", "question", "past", "time.since")) || segment.To - segment.From == 1) && mention.Candidates.Any(c => c.Subject.Kind == grammar.Target.Kind && c.Subject != target))
            || (hasCount && joins && message.Tokens[segment.From].Kind is TokenKind.Number && (segment.From + 1 >= segment.To || message.Tokens[segment.From + 1].Has("it", "tasks", "filler") || !message.Tokens[segment.From + 1].Kind.Equals(TokenKind.Word)));
    }

    // Everything else that is said and is no question of its own tells why.
    private static List<Segment> ReasonSegments(Message message, HashSet<Segment> used, ReadingContext context)
    {
        var left = message.Segments.Where(s => !used.Contains(s)).ToList();

        // "..., because it hangs": that alone, where it follows the order itself.
        var because = left.FindIndex(s => s.IsBecause && used.Any(u => u.To <= s.From && message.Segments.All(o => o.From >= s.From || o.From <= u.From)));
        if (because >= 0)
        {
            return [.. left.Skip(because).TakeWhile((s, i) => i == 0 || !DiagnosticReader.IsLook(message, s))];
        }

        return [.. left.Where(s => !DiagnosticReader.IsLook(message, s) && Message.Indexes(s).Any(i => !message.Tokens[i].Has("filler", "request", "greeting", "thanks") && message.Tokens[i].Kind is not TokenKind.Mark))];
    }

    private static string ReasonText(Message message, List<Segment> segments)
    {
        var text = string.Empty;
        for (var i = 0; i < segments.Count; i++)
        {
            var first = segments[i].From;
            while (i == 0 && message.TextOf(first + 1, segments[i].To).Length >= MinReason && first + 1 < segments[i].To && message.Tokens[first].Has("request", "thanks") && !message.Tokens[first].Is("reason_lead"))
            {
                first++;
            }

            var from = message.Tokens[first].Start;
            var joins = i > 0 && segments[i - 1].To >= segments[i].From - 2;
            text += joins ? message.Text[message.Tokens[segments[i - 1].To - 1].End..from] : i > 0 ? ", " : string.Empty;
            text += message.TextOf(first, segments[i].To);
        }

        // Too short by itself, it keeps its "because".
        var clean = CleanReason(text);
        return segments is [{ IsBecause: true, Opener: { } opener }, ..] && (clean.Length < MinReason || opener.Is("purpose")) ? CleanReason($"{opener.Text} {clean}") : clean;
    }

    /// <returns>The words alone, on one line, without the marks and quotation marks around them, and without the "because".</returns>
    public static string CleanReason(string text)
    {
        var clean = string.Join(' ', text.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)).Trim(' ', ':', ',', ';', '-', '\u2013', '\u2014', '=', '(', ')');
        return clean.Length > 1 && (clean[0], clean[^1]) is ('"', '"') or ('\'', '\'') or ('\u201C', '\u201D') ? clean[1..^1].Trim() : clean;
    }

    private Intent Complete(Operation operation, ChangeGrammar grammar, JsonObject known, RelativeNumber? relative, string? reason, IReadOnlyList<string> notes)
    {
        if (known[ReasonName] is null && reason is { Length: > 0 })
        {
            known[ReasonName] = reason;
        }

        foreach (var parameter in operation.Parameters.All.Where(p => p.Required && p.Name != ReasonName && !known.ContainsKey(p.Name)).OrderBy(p => grammar.Target.Parameters.Count > 1 && p.Name == grammar.Target.Parameters[0]).ThenBy(p => p.Name == grammar.Count))
        {
            if (parameter.Name != relative?.Parameter)
            {
                return Ask(operation, Kept(known, relative), parameter.Name, Question(operation, parameter.Name, known));
            }
        }

        var why = known[ReasonName]?.ToString();
        if (why is null)
        {
            var left = notes.Count > 0 ? $"{notes[0]} " : string.Empty;
            return Ask(operation, Kept(known, relative), ReasonName, $"{left}Why? Say it in a few words; the approver and the audit see it.");
        }

        if (operation.Parameters.All.FirstOrDefault(p => p.Name == ReasonName) is TextParameter { MinLength: var length } && why.Length < length)
        {
            known.Remove(ReasonName);
            return Ask(operation, Kept(known, relative), ReasonName, $"Say a little more why: the approver needs at least {length} characters.");
        }

        return new Intent.MakeDraft(operation.Name, known.ToElement(), relative, notes);
    }

    private string Question(Operation operation, string parameter, JsonObject known) =>
        language.WordsOf(operation.Name).Ask.TryGetValue(parameter, out var text) ? Fill(text, known) : $"Which {parameter.Replace('_', ' ')}?";

    private static Intent.Reply Ask(Operation operation, JsonObject known, string missing, string text) => new(text, new OpenQuestion(operation.Name, known.ToElement(), missing));

    private static JsonObject With(JsonObject known, ChangeGrammar grammar, Subject subject)
    {
        grammar.Target.Put(known, subject.Name);
        return known;
    }

    private static JsonObject Numbered(JsonObject known, SaidCount count, ChangeGrammar grammar)
    {
        if (count.Absolute is { } absolute)
        {
            known[grammar.Count!] = absolute;
        }

        return known;
    }

    // A number that is to be worked out is kept with the question as the words that say how.
    private static JsonObject Kept(JsonObject known, RelativeNumber? relative)
    {
        if (relative is not null)
        {
            known[relative.Parameter] = new JsonObject { ["factor"] = relative.Factor, ["addend"] = relative.Addend, ["said"] = relative.Said };
        }

        return known;
    }

    private static RelativeNumber? RelativeIn(JsonObject known, ChangeGrammar grammar)
    {
        if (grammar.Count is not { } name || known[name] is not JsonObject said)
        {
            return null;
        }

        known.Remove(name);
        return new RelativeNumber(name, said["factor"]!.GetValue<decimal>(), said["addend"]!.GetValue<int>(), said["said"]!.GetValue<string>());
    }

    private string Offer(Message message, Order order)
    {
        var known = new JsonObject();
        var targets = message.Mentions.Where(m => m.IsExact).SelectMany(m => m.Candidates).Where(c => c.Subject.Kind == order.Grammar.Target.Kind).Select(c => c.Subject).Distinct().ToList();
        if (targets is [var only])
        {
            order.Grammar.Target.Put(known, only.Name);
        }

        return $"Nothing is drafted. If you want the change, write: {Usage(order.Operation, known)}.";
    }

    private static string WithArticle(string noun) => noun[0] is 'E' or 'a' or 'i' ? $"an {noun}" : $"a {noun}";

    private static string Able(Operation operation) => $"\"{char.ToLowerInvariant(operation.Title[0])}{operation.Title[1..]}\"";

    [GeneratedRegex(@"\{([a-z_]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    private sealed record Order(Operation Operation, ChangeGrammar Grammar, Segment Segment, int Verb);
}
