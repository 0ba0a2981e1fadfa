using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>A change that a segment speaks of.</summary>
/// <param name="Verb">The index of the word that names it; -1 in the answer to a question back.</param>
internal sealed record Order(Operation Operation, ChangeGrammar Grammar, Segment Segment, int Verb);

/// <summary>Finds where a message speaks of a change, and tells orders from what only mentions one.</summary>
internal sealed class OrderFinder(OperationCatalog catalog, Language language)
{
    private readonly IReadOnlyList<(Operation Operation, ChangeGrammar Grammar)> _changes = [.. catalog.Operations.Where(o => o.Chat is ChangeGrammar).Select(o => (o, (ChangeGrammar)o.Chat!))];

    /// <returns>The verb of a change in the segment, and the change; or null. Whether it is asked for, <see cref="IsAskedFor"/> says.</returns>
    public Order? Find(Message message, Segment segment, ReadingContext context)
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
                var isVerb = token.Has(Language.Verb(operation.Name)) && (grammar.Count is null || !token.Is("shared_count_verb") || IsAboutCount(message, segment, context));
                isVerb |= token.Has(Language.Past(operation.Name)) && i > 0 && message.Tokens[i - 1].Is("gerund_lead") && language.EndsAs("gerund", token.Lower);

                // "It needs to be rebooted", "can we get web rolled back"
                isVerb |= token.Has(Language.Past(operation.Name)) && i > segment.From && message.Tokens[i - 1].Is("passive_request");
                isVerb |= token.Has(Language.Past(operation.Name)) && !language.EndsAs("gerund", token.Lower) && Enumerable.Range(segment.From, i - segment.From).Any(c => message.Tokens[c].Is("causative") && message.Mentions.Any(m => m.At > c && m.At < i))
                    && Message.Indexes(segment).Any(c => message.Tokens[c].Has("request"));
                var isSet = grammar.Count is not null && (token.Has("scale.set") || (token.Kind is TokenKind.Pair && token.Pair.Key == grammar.Count) || ((token.Is("count_lead") || token.Has("more", "fewer", "tasks") || language.Factors.ContainsKey(token.Lower) || token.Text is ['+' or '-', _, ..]) && IsTelegram(message, segment))) && IsCountOrder(message, segment, context);
                isVerb &= !token.Is("weak_rollback") || NamesService(message) || message.Has("revision", "previous");
                isVerb |= grammar.Revision is not null && token.Has("scale.set") && NamesService(message) && Message.Indexes(segment).Any(j => message.Tokens[j].Has("revision")) && Message.Indexes(segment).Any(j => message.Tokens[j].Kind is TokenKind.Number);
                isVerb |= grammar.Revision is not null && token.Has("revision") && message.Has("previous") && IsTelegram(message, segment);
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

    // "Web to 4 pls", "worker +2 for the night": nothing but what names and counts, and for what.
    private bool IsTelegram(Message message, Segment segment) =>
        !segment.IsQuestion && Head(message, segment).All(i => message.MentionOver(i) is not null || IsGlue(message.Tokens[i]))
        && Message.Indexes(segment).Any(i => message.MentionOver(i) is { IsExact: true } m && m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Service) || message.Tokens[i].Has("tasks", "more", "fewer"));

    private static IEnumerable<int> Head(Message message, Segment segment) =>
        Message.Indexes(segment).TakeWhile(i => !(i > segment.From && message.Tokens[i].Is("for") && message.Tokens[i - 1].Kind is TokenKind.Number));

    private static bool IsAboutCount(Message message, Segment segment, ReadingContext context) =>
        !Message.Indexes(segment).Any(i => message.Tokens[i].Has("record.noun") || (message.Tokens[i].Has("topic.memory", "topic.cpu", "topic.disk") && !Message.Indexes(segment).Any(j => message.Tokens[j].Has("tasks") || message.Tokens[j].Kind is TokenKind.Number)))
        && (Message.Indexes(segment).Any(i => message.Tokens[i].Has("tasks", "kind.service")) || NamesService(message) || context.Memory.Focus is { Kind: SubjectKind.Service });

    private static bool NamesService(Message message) => message.Mentions.Any(m => m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Service));

    // "Set web to 5", "we need 6 web tasks": a number with "to" or tasks, about a service.
    private bool IsCountOrder(Message message, Segment segment, ReadingContext context)
    {
        var tokens = Head(message, segment).Select(i => message.Tokens[i]).ToList();
        var hasCount = tokens.Where((t, k) => k + 1 >= tokens.Count || !language.Units.ContainsKey(tokens[k + 1].Lower)).Any(t => (t.Kind is TokenKind.Number || language.Numbers.ContainsKey(t.Lower) || language.Factors.ContainsKey(t.Lower)) && (!t.Is("one") || tokens.Any(o => o.Has("more", "fewer") || o.Is("away"))))
            || tokens.Any(t => t.Kind is TokenKind.Pair && _changes.Any(c => c.Grammar.Count == t.Pair.Key));
        return hasCount && (tokens.Any(t => t.Has("tasks", "more", "fewer") || t.Is("count_mark") || t.Text is ['+' or '-', _, ..] || language.Factors.ContainsKey(t.Lower)) || tokens.Any(t => t.Kind is TokenKind.Pair))
            && !tokens.TakeWhile(t => !t.Has("scale.set")).Any(t => t.Has("question") && !t.Has("request")) && !tokens.Any(t => t.Has("events", "record.noun", "percentile", "revision") || (t.IsTopic && !tokens.Any(o => o.Has("tasks"))))
            && (NamesService(message) || context.Memory.Focus is { Kind: SubjectKind.Service } || tokens.Any(t => t.Has("kind.service")));
    }

    // "... because we had 2 and need double that": what only counts goes on with the reason.
    private static bool IsInReason(Message message, Order order) =>
        !message.Tokens[order.Verb].IsVerb && !Message.Indexes(order.Segment).Any(i => message.Tokens[i].Has("request") && i < order.Verb)
        && message.Segments.Any(s => s.IsBecause && s.To <= order.Segment.From && !message.Tokens.Skip(s.To).Take(order.Segment.From - s.To).Any(t => t is { Kind: TokenKind.Mark, Text: "." or "!" or ";" }));

    /// <returns>Whether the change is ordered, and not told of or part of a reason.</returns>
    public bool IsAskedFor(Message message, Order order) => !IsInReason(message, order) && IsOrder(message, order);

    // An imperative, a request, or a telegram such as "web-2 reboot pls": nothing stands before the verb but what asks, or names the target.
    private bool IsOrder(Message message, Order order)
    {
        var (segment, verb) = (order.Segment, order.Verb);

        // "Reboot was successful" tells what happened; "attempts to look/restart the agent" are no orders.
        if ((verb + 1 < segment.To && message.Tokens[verb + 1].Is("outcome")) || segment.Opener?.Text == "/")
        {
            return false;
        }

        // "Reboot doesn't work"
        if (verb + 1 < segment.To && (message.Tokens[verb + 1].Is("failing") || message.Tokens[verb + 1].Is("auxiliary")) && message.Tokens[verb + 1].Has("negation", "question"))
        {
            return false;
        }

        // "Hard reboot of web-2 in progress", "the soft reboot of web-2 does not seem to work"
        if (verb + 1 < segment.To && message.Tokens[verb + 1].Has("of") && Message.Indexes(segment).Any(i => i > verb && !IsPart(message, i)))
        {
            return false;
        }

        // "We scale at 80 %", "I reboot it daily".
        if (verb > segment.From && message.Tokens[verb - 1].Is("subject_pronoun") && !message.Tokens[verb].Has("request", "scale.set"))
        {
            return false;
        }

        // "CPU is used to scale it", "unable to restart"
        if (verb - 2 >= segment.From && message.Tokens[verb - 1].Is("to") && message.Tokens[verb - 2] is var leads && leads.Is("purpose_lead"))
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
        return others.Count == 0 || (others.Count == 2 && others[0] == segment.From && others[1] == segment.From + 1 && others.All(i => message.Tokens[i].Terms.Count == 0) && message.Tokens.Any(t => t.Kind is TokenKind.Pair && t.Text.StartsWith("--", StringComparison.Ordinal))) || (others.Count == 1 && message.Tokens[others[0]].Terms.Count == 0 && others[0] == segment.From) || others.Any(i => message.Tokens[i].Has("status") || message.Tokens[i].IsTopic);
    }

    /// <returns>Whether the word says nothing by itself that changes what is ordered.</returns>
    public bool IsGlue(Token token) =>
        token.Has("filler", "request", "greeting", "thanks", "it", "kind.instance", "kind.service", "kind.cluster", "tasks", "more", "fewer", "plural", "scale.set", "revision", "previous")
        || token.Kind is TokenKind.Number or TokenKind.Pair or TokenKind.Mark or TokenKind.Colon or TokenKind.Question
        || language.Numbers.ContainsKey(token.Lower) || language.Factors.ContainsKey(token.Lower)
        || _changes.Any(c => token.Has(Language.Verb(c.Operation.Name)));

    /// <returns>Whether the word may belong to an order, and so begins no reason.</returns>
    public bool IsPart(Message message, int i) =>
        message.MentionOver(i) is not null || IsGlue(message.Tokens[i]) || message.Tokens[i].Kind is TokenKind.BrokenInstance or TokenKind.Arn or TokenKind.Path
        || (message.Tokens[i].Kind is TokenKind.Name && message.Tokens[i].Text.Any(char.IsAsciiDigit)) || message.Tokens[i].Has("events") || language.Environments.ContainsKey(message.Tokens[i].Lower);
}
