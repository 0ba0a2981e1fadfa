using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Naming;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads questions. A diagnostic changes nothing, so each is answered from whatever was meant; what was not understood and changes the meaning is said.</summary>
internal sealed partial class DiagnosticReader(OperationCatalog catalog, Language language)
{
    private const int MaxRuns = 6;

    // A name that several kinds of things have: what people mean by it first.
    private static readonly SubjectKind[] Preferred = [SubjectKind.Service, SubjectKind.LoadBalancer, SubjectKind.Instance, SubjectKind.TargetGroup, SubjectKind.Cluster, SubjectKind.Alarm];

    private readonly EventReader _events = new(catalog, language);
    private readonly TagReader _tags = new(catalog, language);
    private readonly TimeReader _times = new(language);
    private readonly NameResolver _names = new(language);
    private readonly IReadOnlyList<(Operation Operation, QuestionGrammar Grammar)> _diagnostics = [.. catalog.Operations.Where(o => o.Chat is QuestionGrammar).Select(o => (o, (QuestionGrammar)o.Chat!))];

    /// <returns>Whether the segment asks for something to be looked at, whatever stands beside it.</returns>
    public static bool AsksByItself(Message message, Segment segment)
    {
        var first = Message.Indexes(segment).Select(i => message.Tokens[i]).FirstOrDefault(t => !t.Has("greeting", "request") && !t.Is("opening"));
        return !segment.IsBecause && (segment.IsQuestion || (first?.Has("show", "question", "help") is true && !IsPredicate(message, message.IndexOf(first)) && !IsDoIt(message, segment)) || Message.Indexes(segment).All(i => message.Tokens[i].Has("overview", "filler", "request", "greeting")));
    }

    // "Do it", "do db-2 too" ask nothing.
    private static bool IsDoIt(Message message, Segment segment) =>
        Message.Indexes(segment).Select(i => message.Tokens[i]).FirstOrDefault(t => t.Has("question")) is { } asks && asks.Is("auxiliary") && !Message.Indexes(segment).Any(i => message.Tokens[i].Start > asks.End && message.Tokens[i].Is("asked_person")) && !segment.IsQuestion
        && !Message.Indexes(segment).Any(i => message.MentionOver(i) is not null && asks.Is("auxiliary_past"));

    // "... and is totally unresponsive", "... and does not return": what is told of a thing goes on, and asks nothing.
    private static bool IsPredicate(Message message, int at) => message.Tokens[at].Is("predicate_start") && at + 1 < message.Tokens.Count && message.MentionOver(at + 1) is null && message.Tokens[at + 1] is var next
        && (next.Has("negation", "status", "past", "time.now") || next.Is("been") || next.Is("adverb") || next.Kind is TokenKind.Number);

    /// <returns>Whether the segment, beside a request for a change, is a question of its own and no reason.</returns>
    public static bool IsLook(Message message, Segment segment)
    {
        var about = Message.Indexes(segment).Any(i => message.MentionOver(i) is { Candidates.Count: > 0 } || message.Tokens[i].Has("overview", "events", "it", "status") || message.Tokens[i].IsTopic);
        var first = Message.Indexes(segment).Select(i => message.Tokens[i]).FirstOrDefault(t => !t.Has("greeting", "request") && !t.Is("opening"));
        return !segment.IsBecause && about && (segment.IsQuestion || (first?.Has("show") is true && !first.Is("weak_show")) || (first?.Is("wh") is true && segment.Opener?.Text is not ","));
    }

    /// <param name="segments">What is to be read: what no order took.</param>
    public IReadOnlyList<Intent> Read(Message message, IReadOnlyList<Segment> segments, ReadingContext context)
    {
        var parts = WithNames(message, Parts(message, segments));
        var explicitly = parts.Select(p => p.Tokens.Any(t => t.Kind is TokenKind.Question || t.Has("help")) || Enumerable.Range(0, p.Tokens.Count).Any(k => p.Tokens[k].Has("show") && (k == 0 || p.MentionOver(k - 1) is not null || p.Tokens[k - 1].Has("request", "filler", "greeting") && !p.Tokens[k - 1].Is("subject_pronoun") || p.Tokens[k - 1].Kind is not TokenKind.Word || p.Tokens[k - 1].Is("opening") || p.Tokens[k - 1].Is("to"))) || AsksByItself(p, p.Segments[0])).ToList();
        var ranges = parts.Select(p => _times.Read(p.Tokens, context.Now, context.Zone)).ToList();
        var (spokenRange, wantsOverview) = ((TimeRange?)null, false);
        var (spokenOf, topics) = (segments.Count == message.Segments.Count ? (IReadOnlyList<Subject>)[] : [.. SubjectsOf(message, [], context).Subjects.Take(MaxRuns)], (IReadOnlyList<string>)[]);
        var read = new List<(IReadOnlyList<Intent> Intents, bool Asks)>();
        for (var i = 0; i < parts.Count; i++)
        {
            var (part, said) = (parts[i], TopicsOf(parts[i]));
            var isNameless = part.Mentions.Count == 0;

            // "Now the maximum" is of what was just spoken of.
            // "..., is it still?", "many 500s after the deploy. production-web 13:45-14:05 please"
            var repeats = i > 0 && isNameless && part.Tokens.Any(t => t.Has("same")) && part.Tokens.All(IsOfFollowUp);
            var completes = i > 0 && !explicitly[i - 1] && !isNameless && !part.Tokens.Any(t => t.Has("status", "events", "overview")) && (ranges[i] is not null || !parts[i - 1].Has("status") && part.Tokens.Where((t, k) => part.MentionOver(k) is null).All(t => t.Has("show", "request", "filler", "thanks")));
            var inherits = said.Count == 0 && (repeats || completes || StatisticReader.StatisticsOf(part).Count > 0 || (i > 0 && part.Tokens.Count <= 6 && ranges[i] is not null && isNameless));
            var isStated = i > 0 && !explicitly[i - 1] && ranges[i - 1] is not null;
            if (ranges[i] is null && spokenRange is { } then && part.Tokens.Any(t => t.Has("time.then")))
            {
                ranges[i] = then with { From = TimeReader.MomentOf(then), To = null, Length = null, First = 0, Count = 0 };
            }

            var (intents, subjects) = ReadPart(part, spokenOf, inherits ? topics : [], topics, context, inherits ? spokenRange : null, explicitly[i] ? spokenRange : null, ranges[i], isStated, goesOn: i == 0 && message.Tokens[0].Is("and"));

            // "..., let me see both for the last 3 hours": it says of when, or which figure, of what was asked just before.
            var earlier = read.FindLastIndex(r => r.Intents.Any(n => n is Intent.Run));
            if (isNameless && said.Count == 0 && !part.Tokens.Any(t => t.Has("overview", "events", "status", "who")) && earlier >= 0 && Refined(read[earlier].Intents, part, ranges[i], context) is { } finer)
            {
                read[earlier] = (finer, true);
                continue;
            }

            // "Boxes tagged Role=web, how are they doing": the question is of what was just named.
            if (subjects.Count == 0 && part.Tokens.Any(t => t.Has("it")) && intents is [Intent.Run { Parameters: var bare }] && !bare.EnumerateObject().Any() && earlier >= 0)
            {
                read[earlier] = (read[earlier].Intents, true);
                continue;
            }

            var isCoordinated = i + 1 < parts.Count && explicitly[i + 1] && segments.Any(s => s.From > 0 && ReferenceEquals(message.Tokens[s.From], parts[i + 1].Tokens[0]) && s.Opener?.Is("conjunction") is true);
            var saysNothing = i > 0 && isNameless && !part.Tokens.Any(t => t.Has("who")) && part.Tokens.All(t => t.Has("question", "filler", "it", "time.since") && !t.Has("overview", "status") || t.Kind is TokenKind.Question or TokenKind.Mark || t.Is("empty_question"));
            var isTelegram = (inherits || said.Count > 0 || (!isNameless && ranges[i] is not null)) && (IsTelegram(part, ranges[i]) || (i > 0 && !explicitly.Contains(true)));
            // "... of production-web? Is this a spike?"
            saysNothing |= earlier >= 0 && isNameless && said.Count == 0 && ranges[i] is null && part.Tokens.Any(t => t.Has("it")) && !part.Tokens.Any(t => t.Has("status", "overview", "events", "same", "show", "who", "past") || t.Terms.Any(n => n.StartsWith("statistic.", StringComparison.Ordinal)));
            wantsOverview |= explicitly[i] && part.Tokens.Any(t => t.Has("overview"));
            read.Add((saysNothing ? [] : intents, explicitly[i] || ((isCoordinated || isTelegram) && intents.Any(r => r is Intent.Run))));
            spokenRange = ranges[i] ?? spokenRange;
            spokenOf = subjects.Count > 0 ? subjects : spokenOf;
            topics = said.Count > 0 ? said : topics;
        }

        // A statement beside a question says what the question is about; alone, the first that can be looked at is.
        var asked = read.Exists(r => r.Asks && r.Intents.Count > 0 && (r.Intents.Any(n => n is not Intent.Reply { Question: not null }) || !read.Exists(o => o.Intents.Any(n => n is Intent.Run)))) ? read.Where(r => r.Asks).ToList() : [.. read.Where(r => r.Intents.Any(i => i is Intent.Run)).Take(1).DefaultIfEmpty(read.FirstOrDefault(r => r.Intents.Count > 0))];
        var chosen = new List<Intent>();
        foreach (var intent in asked.Where(r => r.Intents is not null).SelectMany(r => r.Intents))
        {
            if (!Repeats(chosen, intent))
            {
                chosen.Add(intent);
            }
        }

        if (chosen.Exists(i => i is Intent.Run))
        {
            chosen.RemoveAll(i => i is Intent.Reply { Question: not null });
        }

        // What is asked vaguely beside what is asked of something is the same question.
        if (!wantsOverview && chosen.Exists(i => !IsOverview(i)))
        {
            chosen.RemoveAll(IsOverview);
        }

        return chosen.Count <= MaxRuns ? chosen : [.. chosen.Take(MaxRuns), new Intent.Reply($"I looked at the first {MaxRuns} of {chosen.Count}; ask for the others by themselves.")];
    }

    // "Memory worker, p95": nothing but what is meant; a sentence tells something.
    private static bool IsTelegram(Message part, TimeRange? range) => !part.Tokens.Where((t, i) => part.MentionOver(i) is null && !IsInRange(part, t, range) && (t.Is("predicate_start") || t.Has("negation") || t is { Kind: TokenKind.Word, Terms.Count: 0, Grammar.Count: 0 } && !MetricName().IsMatch(t.Text))).Any();

    private bool IsOverview(Intent intent) => intent is Intent.Run run && !run.Parameters.EnumerateObject().Any() && _diagnostics.Any(d => d.Operation.Name == run.Operation && d.Grammar.Kind is QuestionKind.Overview);

    private List<Intent>? Refined(IReadOnlyList<Intent> before, Message part, TimeRange? range, ReadingContext context)
    {
        var statistics = StatisticReader.StatisticsOf(part);
        if (range is null && statistics.Count == 0)
        {
            return null;
        }

        var refined = new List<Intent>();
        foreach (var run in before.OfType<Intent.Run>())
        {
            var parameters = (JsonObject)run.Parameters.ToNode()!;
            if (statistics is [var statistic, ..] && parameters.ContainsKey("metric"))
            {
                parameters["statistic"] = statistic;
            }

            refined.Add(Run(run.Operation, parameters, run.Lead is null ? [] : [run.Lead], new Question(part, context, [], [], range, [])));
        }

        return [.. refined.DistinctBy(r => CanonicalJson.Text(((Intent.Run)r).Parameters))];
    }

    // What an earlier sentence asked already: the later one may say of when.
    private static bool Repeats(List<Intent> before, Intent intent)
    {
        if (intent is not Intent.Run run || before.OfType<Intent.Run>().FirstOrDefault(b => b.Operation == run.Operation && Untimed(b) == Untimed(run)) is not { } same)
        {
            return before.Contains(intent);
        }

        if (run.Parameters.EnumerateObject().Count() >= same.Parameters.EnumerateObject().Count())
        {
            before[before.IndexOf(same)] = run;
        }

        return true;
    }

    private static string Untimed(Intent.Run run)
    {
        var parameters = (JsonObject)run.Parameters.ToNode()!;
        foreach (var name in Question.TimeParameters)
        {
            parameters.Remove(name);
        }

        return CanonicalJson.Text(parameters.ToElement());
    }

    /// <summary>Reads the answer to a question back about a diagnostic.</summary>
    public static Intent? Continue(OpenQuestion question, Message message, ReadingContext context)
    {
        var known = (JsonObject)question.Parameters.ToNode()!;
        if (question.Missing == "resource" && known["topic"]?.ToString() is { } asked && SubjectsOf(message, [asked], context) is { Subjects: [var subject] } && MetricTopics.MetricFor(asked, subject.Kind, IsOutwards(message)) is { } of)
        {
            return Run(question.Operation, new JsonObject { ["resource"] = subject.Name, ["metric"] = of.Name, ["statistic"] = StatisticReader.StatisticOf(message) ?? of.Statistic }, []);
        }

        return null;
    }

    /// <returns>Looks at each of the subjects, for what was pasted.</returns>
    public IReadOnlyList<Intent> States(IReadOnlyList<Subject> subjects, string lead) =>
        [.. subjects.Take(MaxRuns).Select(s => StateOf(s, [])).OfType<Intent.Run>().Select((r, i) => i == 0 ? r with { Lead = lead } : r)];

    // "Getting 502s? production-web", "is everything ok? (Environment=staging)": a name alone is of what was asked just before.
    private static List<Message> WithNames(Message message, IEnumerable<Message> parts)
    {
        var all = new List<Message>();
        foreach (var part in parts)
        {
            var isName = part.Tokens.Select((t, i) => (Token: t, Index: i)).All(t => part.MentionOver(t.Index) is { IsExact: true } || t.Token.Kind is TokenKind.Pair or TokenKind.Mark || t.Token.Is("name_lead"))
                && part.Tokens.Any(t => t.Kind is TokenKind.Pair || part.Mentions.Count > 0);
            if (isName && all is [.., var before] && before.Tokens[^1].Kind is TokenKind.Question && !before.Mentions.Any(m => m.IsExact) && !before.Tokens.Any(t => t.Kind is TokenKind.Pair))
            {
                all[^1] = message.Part(message.IndexOf(before.Tokens[0]), message.IndexOf(part.Tokens[^1]) + 1);
                continue;
            }

            all.Add(part);
        }

        return all;
    }

    // Sentences, and "..., and what changed?".
    private static IEnumerable<Message> Parts(Message message, IReadOnlyList<Segment> segments)
    {
        var at = 0;
        while (at < segments.Count)
        {
            var end = at + 1;
            while (end < segments.Count && !segments[end - 1].IsQuestion && message.IsOneSentence(segments[end - 1], segments[end]) && !(segments[end].From > segments[end - 1].To + 1 && segments[end].Opener?.Is("break") is true)
                && (!message.Tokens[segments[end].From].Is("question_start") || IsPredicate(message, segments[end].From))
                || (end < segments.Count && segments[end].To - segments[at].From > 0 && segments[end - 1].To - segments[at].From <= 2 && !segments[end - 1].IsQuestion && segments[end].From <= segments[end - 1].To + 1 && segments[end].Opener is { Kind: TokenKind.Mark, Text: "," or "-" or "\u2014" } or { Kind: TokenKind.Colon }))
            {
                end++;
            }

            yield return message.Part(segments[at].From, Math.Min(message.Tokens.Count, segments[end - 1].To + (segments[end - 1].IsQuestion ? 1 : 0)));
            at = end;
        }
    }

    private (IReadOnlyList<Intent> Intents, IReadOnlyList<Subject> Subjects) ReadPart(Message part, IReadOnlyList<Subject> spokenOf, IReadOnlyList<string> inherited, IReadOnlyList<string> topicsBefore, ReadingContext context, TimeRange? spokenRange, TimeRange? rangeBefore, TimeRange? range, bool isStated, bool goesOn)
    {
        if (part.Tokens.FirstOrDefault(t => t.Kind is TokenKind.BrokenInstance) is { } broken)
        {
            return ([new Intent.Reply($"{broken.Text} is not an instance id: i- and 8 or 17 of 0-9, a-f, in lower case.")], []);
        }

        IReadOnlyList<string> topics = inherited.Count > 0 ? inherited : TopicsOf(part);
        var isNamed = part.Mentions.Any(m => m.IsExact && !(m.At + m.Length < part.Tokens.Count && part.Tokens[m.At + m.Length] is var noun && noun.Has("kind.instance") && noun.Has("plural")) && m.Candidates.Any(c => c.Subject.Kind is SubjectKind.Service or SubjectKind.LoadBalancer or SubjectKind.TargetGroup or SubjectKind.Alarm));
        if ((!isNamed || part.Tokens.Any(t => t.Kind is TokenKind.Pair || t.Has("tag", "all"))) && _tags.Read(part) is { } tag)
        {
            return ([Tagged(tag, new Question(part, context, topics, [], range, NotUnderstood(part, range)))], []);
        }

        List<string> metricNames = [.. part.Tokens.Where(t => t.Kind is TokenKind.Pair && t.Pair.Key is "metric_name" or "metric").Select(t => t.Pair.Value),
            .. part.Tokens.Where(t => t.Kind is TokenKind.Word or TokenKind.Name && MetricName().IsMatch(t.Text) && !t.Is("no_metric") && !EventReader.IsCall(t.Text)).Select(t => t.Text)];
        var metricName = metricNames.FirstOrDefault();
        var (subjects, lead, problem) = SubjectsOf(part, metricName is null ? topics : [], context);
        if (problem is not null)
        {
            return ([problem], []);
        }

        spokenRange ??= range is null && (isStated || part.Tokens.Any(t => t.Has("it")) || (part.Mentions.Count == 0 && topics.Count > 0 && topics.SequenceEqual(topicsBefore))) ? rangeBefore : null;
        var asked = range ?? (spokenRange is null ? null : spokenRange with { First = 0, Count = 0 });
        List<string> notes = [.. lead, .. NotUnderstood(part, range)];
        var question = new Question(part, context, topics, metricNames, asked, notes);
        var named = subjects.Count > 0;
        if (!named && part.Tokens.Any(t => t.Has("it", "same")) is var pointsBack && (pointsBack || spokenOf.Count > 0 || topics.Count > 0))
        {
            subjects = spokenOf.Count > 0 ? spokenOf : FocusOf(context.Memory) is { } focus && focus.Kind is not SubjectKind.Proposal ? [focus] : [];
        }

        if (_events.Read(question, subjects, named) is { } events)
        {
            return ([events], subjects);
        }

        if (named && IsAboutSame(part, topics, goesOn) && context.Memory.LastDiagnostic is { } before && SameFor(before, subjects, question) is { Count: > 0 } same)
        {
            return (same, subjects);
        }

        if (topics.Count == 0 && metricName is null && !named && StatisticReader.StatisticsOf(part) is [['p', ..], ..] && context.Memory.LastDiagnostic?.Parameters.Text("metric") is null && FocusOf(context.Memory) is { Kind: not SubjectKind.Proposal } spoken)
        {
            (subjects, named) = ([spoken], true);
        }

        if (topics.Count == 0 && metricName is null && named && StatisticReader.StatisticsOf(part) is [var percentile, ..] && percentile[0] == 'p')
        {
            question = question with { Topics = subjects[0].Kind is SubjectKind.LoadBalancer or SubjectKind.TargetGroup ? ["latency"] : ["cpu"] };
        }

        if (metricName is not null || question.Topics.Count > 0)
        {
            return (ReadMetrics(question, subjects), subjects);
        }

        if (named)
        {
            if (Strange(part) is { } strange)
            {
                notes.Add(strange);
            }

            return ([.. subjects.Select((s, i) => StateOf(s, i == 0 ? notes : [], question))], subjects);
        }

        if (UnknownName(part, context) is { } unknown)
        {
            return ([unknown], []);
        }

        return (ReadRest(question, subjects) is { } rest ? [rest] : [], subjects);
    }

    // What has no name: "and now p99?", "how is it?", "what is going on?"
    private Intent? ReadRest(Question question, IReadOnlyList<Subject> subjects)
    {
        var (part, memory) = (question.Part, question.Context.Memory);
        if (part.Tokens.Any(t => t.Has("pending")) || (part.Tokens.Any(t => t.Has("proposal", "approve")) && !part.Tokens.Any(t => t.Has("it"))))
        {
            return new Intent.ListPending();
        }

        if (memory.Focus is { Kind: SubjectKind.Proposal } open && part.Tokens.Any(t => t.Has("status", "it", "proposal")) && !part.Tokens.Any(t => t.Has("overview")))
        {
            return new Intent.ShowProposal(open.Name);
        }

        if (subjects is [var one] && part.Tokens.Any(t => t.Has("it")) && part.Tokens.Any(t => t.Has("overview", "status")) && !part.Tokens.Any(t => t.Has("alarm")))
        {
            return StateOf(one, question.Notes, question);
        }

        var overview = part.Tokens.Any(t => t.Has("overview") || (t.Has("alarm") && part.Tokens.Any(o => o.Has("show", "question", "status"))));
        if (!overview && memory.LastDiagnostic is { } last && _diagnostics.Any(d => d.Operation.Name == last.Operation)
            && (StatisticReader.StatisticOf(part) is not null || question.Range is not null || part.Tokens.Any(t => t.Has("same"))) && part.Tokens.All(t => IsOfFollowUp(t) || IsInRange(part, t, question.Range) || (t.Terms.Count == 0 && language.Common.Contains(t.Lower))))
        {
            var parameters = (JsonObject)last.Parameters.ToNode()!;
            if (StatisticReader.StatisticOf(part) is { } statistic && parameters.ContainsKey("metric"))
            {
                parameters["statistic"] = statistic;
            }

            return Run(last.Operation, parameters, question.Notes, question);
        }

        var asks = part.Tokens.Any(t => t.Has("status", "show", "question")) || part.Tokens.Any(t => t.Kind is TokenKind.Question);
        if (!overview && subjects is [var subject] && asks)
        {
            return StateOf(subject, question.Notes, question);
        }

        // "The service", "the targets": what was spoken of, where it is one.
        var kind = overview ? (SubjectKind?)null : part.Tokens.Any(t => t.Has("kind.target_group", "kind.load_balancer")) ? SubjectKind.LoadBalancer
            : part.Tokens.Any(t => t.Has("kind.instance")) ? SubjectKind.Instance : part.Tokens.Any(t => t.Has("kind.service")) ? SubjectKind.Service : null;
        if (kind is not null && memory.Focus is { } focus && (focus.Kind == kind || (kind, focus.Kind) is (SubjectKind.LoadBalancer, SubjectKind.TargetGroup)) && (kind is SubjectKind.LoadBalancer || !part.Tokens.Any(t => t.Has("plural", "all"))))
        {
            return StateOf(focus, question.Notes, question);
        }

        if (kind is SubjectKind.LoadBalancer || (kind is SubjectKind.Instance && !part.Tokens.Any(t => t.Has("overview", "status") && !t.Is("state_noun"))))
        {
            return new Intent.Reply(AskFor(kind.Value));
        }

        overview |= part.Tokens.Any(t => language.Environments.ContainsKey(t.Lower)) && (asks || part.Tokens.Count <= 2);
        return overview || (asks && part.Tokens.Any(t => t.Has("status", "kind.service", "kind.cluster", "kind.instance"))) ? Of(QuestionKind.Overview) is { } operation ? Run(operation.Name, [], question.Notes) : null : null;
    }

    private List<Intent> ReadMetrics(Question question, IReadOnlyList<Subject> subjects)
    {
        if (Of(QuestionKind.Metric) is not { } operation)
        {
            return [];
        }

        if (subjects.Count == 0)
        {
            if (UnknownName(question.Part, question.Context) is { } unknown)
            {
                return [unknown];
            }

            var isVague = question.Range is null && question.Topics.All(t => t is "latency" or "errors") && question.Part.Tokens.Any(t => t.Has("status", "question") || t.Kind is TokenKind.Question);
            return (isVague || question.Part.Tokens.Any(t => t.Has("overview"))) && Of(QuestionKind.Overview) is { } overview ? [Run(overview.Name, [], question.Notes)]
                : [new Intent.Reply("Of what? Name an instance, a service, a load balancer or a target group.", question.Topics.Count == 0 ? null : new OpenQuestion(operation.Name, new JsonObject { ["topic"] = question.Topics[0] }.ToElement(), "resource"))];
        }

        List<string?> statistics = StatisticReader.StatisticsOf(question.Part) is { Count: > 0 } figures ? [.. figures] : [null];

        var intents = new List<Intent>();
        foreach (var subject in subjects)
        {
            var notes = intents.Count == 0 ? question.Notes : [];
            if (subject.Kind is SubjectKind.Alarm || (question.MetricNames.Count == 0 && question.Topics.All(t => MetricTopics.MetricFor(t, subject.Kind, false) is null)))
            {
                List<string> told = [.. notes];
                if (subject.Kind is not SubjectKind.Alarm && question.Topics is [var none, ..] && none != "latency")
                {
                    told.Add(subject.Kind is SubjectKind.Instance && none == "memory"
                        ? "EC2 has no metric of an instance's memory of its own; this is its state."
                        : $"CloudWatch has no metric of its own for {none} of {NameResolver.WithArticle(subject.Kind)}; this is its state.");
                }

                intents.Add(StateOf(subject, told, question));
                continue;
            }

            IReadOnlyList<(string Name, string? Statistic)> metrics = question.MetricNames.Count > 0
                ? [.. question.MetricNames.Select(n => (n, (string?)null))]
                : [.. question.Topics.SelectMany(t => question.Part.Tokens.Any(o => o.Has("both")) ? new[] { MetricTopics.MetricFor(t, subject.Kind, false), MetricTopics.MetricFor(t, subject.Kind, true) } : [MetricTopics.MetricFor(t, subject.Kind, IsOutwards(question.Part))]).OfType<(string Name, string Statistic)>().Select(m => (m.Name, (string?)m.Statistic)).Distinct()];
            foreach (var (name, usual, statistic) in metrics.SelectMany(m => statistics.Select(one => (m.Name, m.Statistic, one))))
            {
                var parameters = new JsonObject { ["resource"] = subject.Name, ["metric"] = name };

                // The highest of sums is no figure that anybody means.
                if ((statistic is not null && !(statistic == "Maximum" && usual == "Sum") ? statistic : usual) is { } chosen)
                {
                    parameters["statistic"] = chosen;
                }

                intents.Add(Run(operation.Name, parameters, intents.Count == 0 ? question.Notes : [], question));
            }
        }

        return intents;
    }

    private List<Intent> SameFor(LastDiagnostic before, IReadOnlyList<Subject> subjects, Question question)
    {
        if (_diagnostics.FirstOrDefault(d => d.Operation.Name == before.Operation) is not { Grammar: { } grammar, Operation: { } operation })
        {
            return [];
        }

        var intents = new List<Intent>();
        foreach (var subject in subjects)
        {
            if (grammar.Targets.FirstOrDefault(t => t.Kind == subject.Kind) is not { } target)
            {
                return [];
            }

            var parameters = (JsonObject)before.Parameters.ToNode()!;
            foreach (var name in grammar.Targets.SelectMany(t => t.Parameters.Append(t.ArnParameter)).OfType<string>().Concat(grammar.Tag is { } tag ? [tag.KeyParameter, tag.ValueParameter] : []))
            {
                parameters.Remove(name);
            }

            target.Put(parameters, subject.Name);
            if (StatisticReader.StatisticOf(question.Part) is { } statistic && parameters.ContainsKey("metric"))
            {
                parameters["statistic"] = statistic;
            }

            intents.Add(Run(operation.Name, parameters, intents.Count == 0 ? question.Notes : [], question));
        }

        return intents;
    }

    // What a draft or a question back is about stands nearer than what was looked at before.
    private Subject? FocusOf(Memory memory)
    {
        var (name, parameters) = memory.Question is { } question ? (question.Operation, question.Parameters) : memory.Draft is { IsLast: true } draft ? (draft.Operation, draft.Parameters) : (null, default);
        return name is not null && catalog.Operations.FirstOrDefault(o => o.Name == name)?.Chat is ChangeGrammar { Target: var target }
            && target.Parameters.Select(p => parameters.TryGetProperty(p, out var part) ? part.ToString() : null).ToList() is var parts && parts.TrueForAll(p => p is not null)
                ? new Subject(target.Kind, string.Join('/', parts)) : memory.Focus;
    }

    private Intent StateOf(Subject subject, IReadOnlyList<string> notes, Question? question = null)
    {
        if (subject.Kind is SubjectKind.Proposal)
        {
            return new Intent.ShowProposal(subject.Name);
        }

        foreach (var kind in new[] { QuestionKind.State, QuestionKind.Overview, QuestionKind.Metric })
        {
            foreach (var (operation, grammar) in _diagnostics.Where(d => d.Grammar.Kind == kind))
            {
                if (grammar.Targets.FirstOrDefault(t => t.Kind == subject.Kind) is { } target)
                {
                    var parameters = new JsonObject();
                    target.Put(parameters, subject.Name);
                    return Run(operation.Name, parameters, notes, question);
                }
            }
        }

        return new Intent.Reply($"No diagnostic shows {NameResolver.WithArticle(subject.Kind)}.");
    }

    private Intent.Run Tagged((string Key, string Value) tag, Question question)
    {
        var isOverview = question.Part.Tokens.Any(t => t.Has("overview")) && !question.Part.Tokens.Any(t => t.Has("kind.instance"));
        var (operation, grammar) = _diagnostics.First(d => d.Grammar is { Tag: not null } && d.Grammar.Kind == (isOverview ? QuestionKind.Overview : QuestionKind.State));
        return Run(operation.Name, new JsonObject { [grammar.Tag!.KeyParameter] = tag.Key, [grammar.Tag.ValueParameter] = tag.Value }, [.. question.Notes, $"Read as the tag {tag.Key}={tag.Value}."], question);
    }

    private static Intent.Run Run(string operation, JsonObject parameters, IReadOnlyList<string> notes) => new(operation, parameters.ToElement(), notes.Count == 0 ? null : string.Join(' ', notes));

    private Intent.Run Run(string operation, JsonObject parameters, IReadOnlyList<string> notes, Question? question) =>
        question is null ? Run(operation, parameters, notes) : question.Ask(catalog.Operations.First(o => o.Name == operation), parameters, notes);

    private Operation? Of(QuestionKind kind) => _diagnostics.FirstOrDefault(d => d.Grammar.Kind == kind).Operation;

    private static (IReadOnlyList<Subject> Subjects, IReadOnlyList<string> Lead, Intent? Problem) SubjectsOf(Message part, IReadOnlyList<string> topics, ReadingContext context)
    {
        var (subjects, lead) = (new List<Subject>(), new List<string>());
        var exact = part.Mentions.Any(m => m is { IsExact: true, Candidates.Count: > 0 });
        foreach (var mention in part.Mentions.Where(m => m.Candidates.Count > 0 && (m.IsExact || !exact)))
        {
            if (mention.At > 0 && part.Tokens[mention.At - 1].Is("excluding"))
            {
                continue;
            }

            var candidates = mention.Candidates;
            var beside = NameResolver.KindsBeside(part.Tokens, mention);
            candidates = Narrow(candidates, c => beside.Contains(c.Subject.Kind));
            candidates = Narrow(candidates, c => topics.Any(t => MetricTopics.MetricFor(t, c.Subject.Kind, false) is not null));
            if (mention.IsExact && candidates.Select(c => c.Subject.Kind).Distinct().Count() > 1)
            {
                var kind = Preferred.First(k => candidates.Any(c => c.Subject.Kind == k));
                candidates = [.. candidates.Where(c => c.Subject.Kind == kind)];
            }

            if (candidates is not [var only])
            {
                return ([], [], new Intent.Reply($"{candidates.Count} {(mention.IsExact ? "are called" : "have in their name")} {mention.Said}: {string.Join(" or ", candidates.Take(8).Select(NameResolver.Told))}. Which one?"));
            }

            if (!subjects.Contains(only.Subject))
            {
                subjects.Add(only.Subject);
                if (!string.Equals(only.Subject.Name, mention.Said, StringComparison.Ordinal) && part.Tokens[mention.At].Kind is not (TokenKind.Link or TokenKind.Arn))
                {
                    lead.Add(NameResolver.Understood(mention.Said, only));
                }
            }
        }

        return (subjects, lead, null);
    }

    private static IReadOnlyList<NamedResource> Narrow(IReadOnlyList<NamedResource> candidates, Func<NamedResource, bool> fits) =>
        candidates.Any(fits) ? [.. candidates.Where(fits)] : candidates;

    private static List<string> TopicsOf(Message part) =>
    [
        .. part.Tokens
            .Where((t, i) => part.MentionOver(i) is null && !(t.Is("load") && i + 1 < part.Tokens.Count && part.Tokens[i + 1].Has("kind.load_balancer")))
            .SelectMany(t => t.Terms)
            .Where(t => t.StartsWith(Token.TopicPrefix, StringComparison.Ordinal))
            .Select(t => t[Token.TopicPrefix.Length..])
            .Distinct(),
    ];

    private static bool IsOutwards(Message part) => part.Tokens.Any(t => t.Has("out", "write"));

    // A name that nothing has is said, not passed over.
    private Intent? UnknownName(Message part, ReadingContext context)
    {
        for (var i = 0; i < part.Tokens.Count && !part.Tokens.Any(t => t.Has("overview")); i++)
        {
            var token = part.Tokens[i];
            var isName = part.MentionOver(i) is null && token.Terms.Count == 0 && StatisticReader.StatisticOf(part.Part(i, i + 1)) is null
                && (token.Kind is TokenKind.Name && token.Text.Any(c => char.IsAsciiDigit(c) || c is '-' or '_')
                    || (_names.IsUnknown(token) && i > 0 && (part.Tokens[i - 1].Is("name_lead") || part.Tokens[i - 1].Has("show", "status", "kind.service", "kind.load_balancer", "kind.instance")))
                    || (_names.IsUnknown(token) && i + 1 < part.Tokens.Count && (part.Tokens[i + 1].Has("status", "kind.service", "kind.load_balancer", "kind.target_group") || part.Tokens[i + 1].IsTopic)));
            if (!isName || (token.Kind is TokenKind.Word && language.EndsAs("no_name", token.Lower)) || language.Environments.ContainsKey(token.Lower))
            {
                continue;
            }

            if (context.Known is null)
            {
                return part.Tokens.Any(t => t.Has("kind.target_group", "kind.load_balancer"))
                    ? StateOf(new Subject(SubjectKind.LoadBalancer, $"app/{token.Text}"), [])
                    : Tagged(("Name", token.Text), new Question(part, context, [], [], null, ["Names cannot be looked up at the moment."]));
            }

            var gaps = context.Known.NotSearched.Count > 0 ? $" Not looked through: {string.Join(' ', context.Known.NotSearched)}" : string.Empty;
            return new Intent.Reply($"I found no instance, service, load balancer, target group, alarm or cluster called {token.Text}.{gaps} \"What is going on?\" shows what needs attention.");
        }

        return null;
    }

    // What names something in words that are not known may ask for anything.
    private string? Strange(Message part)
    {
        if (part.Tokens.Any(t => t.Has("status", "show", "question", "overview", "events", "tag", "same") || t.Kind is TokenKind.Question && t.Text == "?" && part.Tokens.All(o => !_names.IsUnknown(o))))
        {
            return null;
        }

        var unknown = part.Tokens.Where((t, i) => part.MentionOver(i) is null && _names.IsUnknown(t)).Select(t => t.Text).ToList();
        return unknown.Count == 0 ? null : $"Not understood: \"{string.Join(' ', unknown.Take(8))}\"; this is its state. I read English, and \"help\" shows the forms.";
    }

    // Words that change the meaning: "since lunch", "except web-1", "p101".
    private static List<string> NotUnderstood(Message part, TimeRange? range)
    {
        var missed = new List<string>();
        for (var i = 0; i < part.Tokens.Count; i++)
        {
            var token = part.Tokens[i];
            if (IsInRange(part, token, range))
            {
                continue;
            }

            var isFilter = token.Has("filters") && !token.Is("loose_filter") && i + 1 < part.Tokens.Count;
            var isTime = range is null && token.Is("time_lead") && i + 1 < part.Tokens.Count;
            isTime |= range is null && (i + 1 < part.Tokens.Count && token.Has("time.last") && part.Tokens[i + 1].Kind is TokenKind.Word && part.Tokens[i + 1].Terms.Count == 0) || (range is null && Date().IsMatch(token.Text));
            var isStatistic = StatisticReader.HasForm(token) && token.Lower[0] == 'p' && StatisticReader.StatisticOf(part) is null;
            if (isFilter || isTime || isStatistic)
            {
                missed.Add(isStatistic ? token.Text : part.TextOf(i, Math.Min(part.Tokens.Count, i + 3)));
            }
        }

        return missed.Count == 0 ? [] : [$"Not understood, and not part of the answer: {string.Join(", ", missed.Select(m => $"\"{m}\""))}."];
    }

    private static bool IsInRange(Message part, Token token, TimeRange? range) => range is not null && part.IndexOf(token) is var at && at >= range.First && at < range.First + range.Count;

    private static bool IsAboutSame(Message part, IReadOnlyList<string> topics, bool goesOn) => topics.Count == 0 && part.Tokens.All(t => part.MentionOver(part.IndexOf(t)) is not null || IsOfFollowUp(t) || t.Has("doubt", "kind.instance", "kind.service"))
        && (part.Tokens.Any(t => t.Has("same") || t.Is("about")) || goesOn || part.Tokens[0].Is("of_user"));

    private static bool IsOfFollowUp(Token token) =>
        token.Has("filler", "same", "time.then", "it", "question", "negation", "percentile", "show", "doubt", "request", "thanks") || token.Terms.Any(t => t.StartsWith("statistic.", StringComparison.Ordinal)) || StatisticReader.HasForm(token)
        || token.Kind is TokenKind.Question or TokenKind.Mark or TokenKind.Colon || token.Is("follow_up");

    // The question back of the diagnostic that shows such a thing.
    private string AskFor(SubjectKind kind) =>
        _diagnostics.Where(d => d.Grammar.Kind is QuestionKind.State && d.Grammar.Targets.Any(t => t.Kind == kind)).SelectMany(d => language.WordsOf(d.Operation.Name).Ask.Values).FirstOrDefault("Of what?");

    // A date that one reads this way and another that way.
    [GeneratedRegex(@"^[0-9]{1,2}[/.][0-9]{1,2}([/.][0-9]{2,4})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex("^(?:[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+|CPU[A-Z][A-Za-z]+|HTTP[A-Za-z]*_[A-Za-z0-9_]+|StatusCheckFailed(?:_[A-Za-z]+)?|UnHealthyHostCount)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex MetricName();
}
