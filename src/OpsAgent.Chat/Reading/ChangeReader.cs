using System.Text.Json.Nodes;

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
internal sealed class ChangeReader(OperationCatalog catalog, Language language)
{
    private const string ReasonName = "reason";
    private const int MinReasonWords = 3;

    private readonly ChangeWords _words = new(language);
    private readonly OrderFinder _orders = new(catalog, language);
    private readonly TargetReader _targets = new(catalog, language);
    private readonly NumberReader _numbers = new(language);
    private readonly IReadOnlyList<(Operation Operation, ChangeGrammar Grammar)> _changes = [.. catalog.Operations.Where(o => o.Chat is ChangeGrammar).Select(o => (o, (ChangeGrammar)o.Chat!))];

    public ChangeReading? Read(Message message, ReadingContext context)
    {
        var orders = new List<Order>();
        var spoken = new List<Order>();
        foreach (var segment in message.Segments)
        {
            if (_orders.Find(message, segment, context) is not { } order)
            {
                continue;
            }

            if (!segment.IsBecause && !(orders.Count > 0 && message.IsRemark(segment)) && _orders.IsAskedFor(message, order))
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
            return new ChangeReading([new Intent.Reply($"Nothing is drafted: those are two changes, and I draft one at a time. Which first? For instance: {_words.Usage(orders[0].Operation)}.")], message.Segments.ToHashSet());
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
        var reason = because is null ? null : ReasonReader.Text(message, [because with { To = message.Tokens.Count }]);
        if (question.Missing == ReasonName)
        {
            return Complete(operation, grammar, known, relative, reason ?? ReasonReader.Clean(message.Text), []);
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
        var target = _targets.Read(message, [order], body, context, isAnswer: true);
        reason = (target.Used is [.., var named] ? Rest(message, named.At + named.Length) : null) ?? reason;
        return target.Problem is { } problem ? problem
            : target.Subject is null ? null
            : Complete(operation, grammar, With(known, grammar, target.Subject), relative, reason, []);
    }

    // "7, traffic is climbing": what follows the answer says why.
    private string? Rest(Message message, int from)
    {
        while (from < message.Tokens.Count && (message.Tokens[from].Kind is TokenKind.Mark or TokenKind.Colon || message.Tokens[from].Has("tasks", "request", "thanks")))
        {
            from++;
        }

        return message.Tokens.Count - from >= 2 && !Enumerable.Range(from, message.Tokens.Count - from).All(i => _orders.IsGlue(message.Tokens[i])) ? ReasonReader.Clean(message.TextOf(from, message.Tokens.Count)) : null;
    }

    /// <summary>Reads what sets the draft that was just shown right: "no, web-3", "make it 5 instead".</summary>
    /// <returns>The draft anew, or null where the message is about something else.</returns>
    public Intent? Amend(Draft draft, Message message, ReadingContext context)
    {
        if (_changes.FirstOrDefault(c => c.Operation.Name == draft.Operation) is not { Operation: { } operation, Grammar: { } grammar }
            || !message.Tokens.Any(t => t.Is("amend")) || !Enumerable.Range(0, message.Tokens.Count).All(i => message.MentionOver(i) is not null || message.Tokens[i].Is("amend") || _orders.IsGlue(message.Tokens[i])))
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
        var target = _targets.Read(message, orders, body, context);
        if (target.Problem is { } problem)
        {
            return new ChangeReading([problem], used);
        }

        if (target.Subject is { } subject)
        {
            if (_targets.OtherPlace(message, [.. body, .. message.Segments.Where(s => s.Opener?.Is("joint") is true && !used.Contains(s)).SelectMany(Message.Indexes)], subject) is { } place)
            {
                return new ChangeReading([new Intent.Reply($"Nothing is drafted: {place} is said, and {subject.Name} is another place. Which one is meant? {_words.Question(operation, grammar.Target.Parameters[^1], [])}")], message.Segments.ToHashSet());
            }

            With(known, grammar, subject);
        }

        var counted = new List<int>();
        RelativeNumber? relative = null;
        if (grammar.Count is { } countName && !known.ContainsKey(countName))
        {
            var counts = _numbers.Read(message, [.. body.Where(i => i != orders[0].Verb || message.Tokens[i].Kind is TokenKind.Pair or TokenKind.Number || language.Factors.ContainsKey(message.Tokens[i].Lower) || message.Tokens[i].Is("count_lead") || message.Tokens[i].Has("more", "fewer", "tasks"))], message.Tokens[orders[0].Verb], countName);
            if (counts.Select(c => (c.Absolute, c.Relative?.Factor, c.Relative?.Addend)).Distinct().Skip(1).Any())
            {
                return new ChangeReading([ChangeWords.Ask(operation, known, countName, "Nothing is drafted yet: that says two numbers. How many tasks should run?")], used);
            }

            if (counts is [{ Absolute: { } much }, ..] && operation.Parameters.All.OfType<IntegerParameter>().FirstOrDefault(p => p.Name == countName) is { } allowed && (much < allowed.Minimum || much > allowed.Maximum))
            {
                return new ChangeReading([ChangeWords.Ask(operation, known, countName, $"Nothing is drafted yet: {much} is not {allowed.Rule}. {_words.Question(operation, countName, known)}")], used);
            }

            // "Back to 41" after a release: tasks, or a revision?
            if (counts is [{ Absolute: { } former, Used: [var said] }, ..] && said > 1 && message.Tokens[said - 1].Is("to") && message.Tokens[said - 2].Is("back") && message.Has("events", "revision") && !message.Has("tasks") && !message.Tokens[orders[0].Verb].IsVerb)
            {
                return new ChangeReading([ChangeWords.Ask(operation, known, countName, $"Nothing is drafted yet: {former} tasks, or back to revision {former}? Say \"{former} tasks\", or: roll back {known[grammar.Target.Parameters[^1]]} to {former}.")], used);
            }

            if (counts is [{ Absolute: null, Relative: null, Used: [var unclear] }, ..])
            {
                return new ChangeReading([ChangeWords.Ask(operation, known, countName, $"Nothing is drafted yet: to {message.Tokens[unclear].Text}, or by {message.Tokens[unclear].Text}? Say how many tasks should run.")], used);
            }

            if (counts is [var count, ..])
            {
                (known, relative) = (Numbered(known, count, grammar), count.Relative);
                counted.AddRange(counts.SelectMany(c => c.Used));
            }
        }

        if (grammar.Revision is { } revisionName && !known.ContainsKey(revisionName) && RevisionIn(message, body, operation, revisionName) is { } revision)
        {
            known[revisionName] = RevisionOf(message.Tokens[revision]);
            counted.Add(revision);
        }

        var unknown = Unknown(message, [.. body.Where(i => !orders.Exists(o => o.Verb == i))], target.Used, counted);
        if (unknown.Any(i => message.Tokens[i].Kind is TokenKind.Time or TokenKind.Duration || message.Tokens[i].Has("time.at", "time.today", "time.tonight") || language.Weekdays.ContainsKey(message.Tokens[i].Lower)))
        {
            return new ChangeReading([], new HashSet<Segment>(), $"Nothing is drafted: I cannot plan a change for later. When it is time, write: {_words.Usage(operation, known)}.");
        }

        var reasons = ReasonReader.Segments(message, used);
        if (reasons.Any(r => ReasonReader.BeginsAnother(message, r, target.Subject, grammar, counted.Count > 0)))
        {
            return new ChangeReading([new Intent.Reply($"Nothing is drafted: that says two {(counted.Count > 0 ? "numbers or targets" : "targets")}, and I draft one change at a time. Which one first? Write for each: {_words.Usage(operation)}.")], message.Segments.ToHashSet());
        }

        var reason = reasons.Count > 0 ? ReasonReader.Text(message, reasons) : null;
        if (tail.Count > 0 && reasons.All(r => !r.IsBecause))
        {
            var words = ReasonReader.Clean(message.TextOf(tail[0], tail[^1] + 1));
            reason = reason is null ? words : tail[0] < reasons[0].From ? $"{words}, {reason}" : $"{reason}, {words}";
        }
        else if (tail.Count > 0)
        {
            unknown.AddRange(tail.Where(i => !_orders.IsGlue(message.Tokens[i])));
        }

        foreach (var token in message.Tokens.Where((t, i) => (t.Kind is TokenKind.Pair && known[t.Pair.Key] is not null && t.Pair.Key != ReasonName) || watch.Contains(i)))
        {
            reason = reason is null ? null : ReasonReader.Clean(reason.Replace(token.Text, string.Empty, StringComparison.Ordinal));
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
            for (var i = at + 1; i < segments.Count && (OnlyNames(segments[i]) || message.IsRemark(segments[i])) && segments[i].Opener?.Is("but") is not true; i++)
            {
                if (OnlyNames(segments[i]))
                {
                    used.Add(segments[i]);
                }
            }

            for (var i = at - 1; i >= 0 && OnlyNames(segments[i]) && !segments[i].IsQuestion; i--)
            {
                used.Add(segments[i]);
            }
        }

        bool OnlyNames(Segment segment) => !segment.IsBecause && !orders.Any(o => o.Segment == segment)
            && Message.Indexes(segment).All(i => message.MentionOver(i) is not null || _orders.IsGlue(message.Tokens[i]) || message.Tokens[i].Kind is TokenKind.BrokenInstance)
            && Message.Indexes(segment).Any(i => message.MentionOver(i) is not null || !message.Tokens[i].Has("filler", "request", "greeting", "thanks") || message.Tokens[i].Kind is TokenKind.Number);
    }

    // "Bounce web-2 it's stuck": what follows the target and is no part of the order says why, if it is a sentence.
    private List<int> Tail(Message message, Order order, List<int> body)
    {
        var behind = body.Where(i => i > order.Verb && i < order.Segment.To).ToList();
        var before = body.Where(i => i >= order.Segment.From && i < order.Verb).ToList();
        var from = behind.FindIndex(i => !_orders.IsPart(message, i));
        var tail = from < 0 ? [] : behind.Skip(from).ToList();
        while (from > 0 && message.Tokens[behind[from - 1]].Is("reason_lead") && behind.Take(from - 1).Any(i => message.MentionOver(i) is not null || message.Tokens[i].Has("it")))
        {
            tail.Insert(0, behind[--from]);
        }

        var holdsTheCount = order.Grammar.Count is not null && tail.Any(i => message.Tokens[i].Kind is TokenKind.Number) && !behind.Except(tail).Any(i => message.Tokens[i].Kind is TokenKind.Number || language.Numbers.ContainsKey(message.Tokens[i].Lower));
        while (tail.Count > 0 && message.Tokens[tail[0]].Has("request", "thanks") && !message.Tokens[tail[0]].Is("reason_lead"))
        {
            tail.RemoveAt(0);
        }

        if (tail.Count > 0 && !holdsTheCount && !(tail[0] > 0 && message.Tokens[tail[0] - 1].Is("open_preposition") && !IsPurpose(message, order, tail[0] - 1)) && (tail.Count >= MinReasonWords || tail.Any(i => message.Tokens[i].Has("status"))) && !tail.Any(i => message.MentionOver(i) is { IsExact: true } m && m.Candidates.Any(c => c.Subject.Kind == order.Grammar.Target.Kind)))
        {
            return tail;
        }

        // "The app hangs reboot it".
        var lead = before.FindIndex(i => !_orders.IsPart(message, i) && !message.Tokens[i].Has("negation", "doubt", "condition", "reported", "question"));
        return lead >= 0 && before.Any(i => message.Tokens[i].Has("status")) && !before.Any(i => message.MentionOver(i) is not null) ? before : [];
    }

    // "Scale web to 5 to alleviate the load": once it is said what and how many, "to" says what for.
    private static bool IsPurpose(Message message, Order order, int to)
    {
        var before = Message.Indexes(order.Segment).Where(i => i < to).ToList();
        return message.Tokens[to].Is("to") && message.Tokens[to + 1] is { Kind: TokenKind.Word, Terms.Count: 0 }
            && before.Exists(i => message.MentionOver(i) is { IsExact: true } || message.Tokens[i].Has("it"))
            && (order.Grammar.Count is null || before.Exists(i => i > order.Verb && message.Tokens[i].Kind is TokenKind.Number));
    }

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

    private static void ReadPairs(Message message, List<int> body, Operation operation, JsonObject known)
    {
        foreach (var token in body.Select(i => message.Tokens[i]).Where(t => t.Kind is TokenKind.Pair))
        {
            var (key, value) = token.Pair;
            if (operation.Parameters.All.FirstOrDefault(p => p.Name == key) is { } parameter and not IntegerParameter && !((ChangeGrammar)operation.Chat!).Target.Parameters.Contains(key))
            {
                known[parameter.Name] = value;
            }
        }
    }

    private static int? RevisionIn(Message message, List<int> body, Operation operation, string parameter)
    {
        var pattern = ((TextParameter)operation.Parameters.All.First(p => p.Name == parameter)).Pattern;
        foreach (var i in body)
        {
            var token = message.Tokens[i];
            var isNumber = token.Kind is TokenKind.Number or TokenKind.Name && RevisionOf(token) is { Length: > 0 } digits && digits.All(char.IsAsciiDigit);
            var isName = token.Kind is TokenKind.Name or TokenKind.Arn && token.Text.Contains(':', StringComparison.Ordinal) && message.MentionOver(i) is null;
            var isFormer = i > 0 && message.Tokens[i - 1].Is("from") && i + 1 < message.Tokens.Count && message.Tokens[i + 1].Is("to");
            if ((isNumber || isName) && !isFormer && pattern?.IsMatch(RevisionOf(token)) is not false)
            {
                return i;
            }
        }

        return null;
    }

    // ":41", "v41"
    private static string RevisionOf(Token token) => token.Lower is ['v', .. var number] && number.All(char.IsAsciiDigit) ? number : token.Text.TrimStart(':');

    private List<int> Unknown(Message message, List<int> body, IReadOnlyList<Mention> mentions, List<int> counted) =>
        [.. body.Where(i => !mentions.Any(m => m.Covers(i)) && !counted.Contains(i) && !_orders.IsGlue(message.Tokens[i]) && message.Tokens[i].Kind is not (TokenKind.Mark or TokenKind.Quote)
            && !message.Tokens[i].Has("status", "events", "revision", "previous") && !language.Environments.ContainsKey(message.Tokens[i].Lower))];

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
                return ChangeWords.Ask(operation, Kept(known, relative), parameter.Name, _words.Question(operation, parameter.Name, known));
            }
        }

        var why = known[ReasonName]?.ToString();
        if (why is null)
        {
            var left = notes.Count > 0 ? $"{notes[0]} " : string.Empty;
            return ChangeWords.Ask(operation, Kept(known, relative), ReasonName, $"{left}Why? Say it in a few words; the approver and the audit see it.");
        }

        if (operation.Parameters.All.FirstOrDefault(p => p.Name == ReasonName) is TextParameter { MinLength: var length } && why.Length < length)
        {
            known.Remove(ReasonName);
            return ChangeWords.Ask(operation, Kept(known, relative), ReasonName, $"Say a little more why: the approver needs at least {length} characters.");
        }

        return new Intent.MakeDraft(operation.Name, known.ToElement(), relative, notes);
    }

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

        return $"Nothing is drafted. If you want the change, write: {_words.Usage(order.Operation, known)}.";
    }

}
