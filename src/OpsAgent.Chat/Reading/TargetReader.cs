using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Naming;

namespace OpsAgent.Chat.Reading;

/// <summary>Finds what an order is to change: one certain thing, or a question back.</summary>
internal sealed class TargetReader(OperationCatalog catalog, Language language)
{
    private readonly ChangeWords _words = new(language);
    private readonly NameResolver _names = new(language);

    /// <returns>What is to be changed, the mentions in the order, and the reply where it is not one certain thing; without subject and reply nothing is named.</returns>
    public (Subject? Subject, IReadOnlyList<Mention> Used, Intent? Problem) Read(Message message, List<Order> orders, List<int> body, ReadingContext context, bool isAnswer = false)
    {
        var (operation, grammar) = (orders[0].Operation, orders[0].Grammar);
        var kind = grammar.Target.Kind;
        var mentions = message.Mentions.Where(m => body.Contains(m.At)).ToList();
        var noun = NameResolver.NounOf(kind);
        var words = body.Select(i => message.Tokens[i]).ToList();
        if (words.Find(t => t.Kind is TokenKind.BrokenInstance) is { } broken)
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
            return (null, mentions, new Intent.Reply($"Nothing is drafted: that says what is not meant, and I draft the change of one {noun} at a time. Name it: {_words.Usage(operation)}."));
        }

        var candidates = meant.Select(m => m.Candidates.Where(c => c.Subject.Kind == kind).ToList()).ToList();
        if (candidates.Select(c => string.Join(' ', c.Select(r => r.Subject.Name))).Distinct().Skip(1).Any())
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: that names {meant.Count} targets, {string.Join(" and ", meant.Select(m => m.Said))}, and I draft one change at a time. Which one first? Write for each: {_words.Usage(operation)}."));
        }

        if (candidates is [var found, ..])
        {
            return found is [var only] && meant[0].IsExact ? (only.Subject, mentions, null) : (null, mentions, AskWhich(operation, meant[0], found));
        }

        if (!message.Mentions.Any(m => m.IsExact && m.Candidates.Any(c => c.Subject.Kind == kind)) && mentions.FirstOrDefault(m => m.Candidates.Count > 0 && m.IsExact && m.Candidates.All(c => c.Subject.Kind is not SubjectKind.Cluster)) is { } other && !isAnswer)
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: {NameResolver.Told(other.Candidates[0])} is not {NameResolver.WithArticle(kind)}, and \"{Title(operation)}\" is for those alone. What I can propose: {string.Join(", ", catalog.Operations.Where(o => o.Chat is ChangeGrammar).Select(Title))}."));
        }

        // "Log into web-2 and restart nginx": what follows the verb itself is meant.
        var first = orders[0].Verb < 0 ? -1 : body.FirstOrDefault(i => i > orders[0].Verb && !message.Tokens[i].Is("article"), -1);
        if (first >= 0 && message.MentionOver(first) is null && UnknownName(message, [first]) is { } stranger)
        {
            return (null, mentions, NotFound(operation, stranger, kind, context));
        }

        // "web-2 hangs again, can you bounce it": what the rest of the message names.
        var elsewhere = isAnswer || words.Any(t => t.Has("all", "plural")) ? [] : message.Mentions.Where(m => m.IsExact).Select(m => m.Candidates.Where(c => c.Subject.Kind == kind).ToList()).Where(c => c.Count > 0).ToList();
        if (elsewhere.SelectMany(c => c).Select(c => c.Subject).Distinct().ToList() is [var antecedent])
        {
            return (antecedent, mentions, null);
        }

        if (elsewhere.Count > 0)
        {
            return (null, mentions, ChangeWords.Ask(operation, [], grammar.Target.Parameters[^1], $"Nothing is drafted yet: which one is meant, {string.Join(" or ", elsewhere.SelectMany(c => c).DistinctBy(c => c.Subject).Select(NameResolver.Told))}?"));
        }

        if (UnknownName(message, body) is { } name)
        {
            return (null, mentions, NotFound(operation, name, kind, context));
        }

        if (words.Any(t => t.Has("all")) && words.Any(t => t.Has("plural", "it")))
        {
            return (null, mentions, new Intent.Reply($"Nothing is drafted: I draft the change of one {noun} at a time. Name it: {_words.Usage(operation)}."));
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
                return (null, mentions, ChangeWords.Ask(operation, [], grammar.Target.Parameters[^1], $"What we last spoke of, {wrong.Name}, is not {NameResolver.WithArticle(kind)}. {_words.Question(operation, grammar.Target.Parameters[^1], [])}"));
            }
        }

        // "Memory is nearly full, add three": what was last spoken of, which the card shows.
        return grammar.Count is not null && context.Memory.Focus is { } last && last.Kind == kind && !isAnswer ? (last, mentions, null) : (null, mentions, null);
    }

    // A word in the place of the target that nothing is called.
    private string? UnknownName(Message message, List<int> body)
    {
        foreach (var i in body)
        {
            var token = message.Tokens[i];
            if (message.MentionOver(i) is { Candidates.Count: 0 } empty)
            {
                return empty.Said;
            }

            var before = i > 0 ? message.Tokens[i - 1] : null;
            var isPlaced = before is null || before.Has("kind.instance", "kind.service") || before.IsVerb || before.Is("target_lead");
            if (isPlaced && message.MentionOver(i) is null && !token.Has("manner") && (token.Kind is TokenKind.Name && !token.Lower.StartsWith('x') && token.Terms.Count == 0 && !token.Text.Contains(':', StringComparison.Ordinal) || _names.IsUnknown(token) && !language.Environments.ContainsKey(token.Lower)))
            {
                return token.Text;
            }
        }

        return null;
    }

    private Intent.Reply NotFound(Operation operation, string name, SubjectKind kind, ReadingContext context)
    {
        var noun = NameResolver.NounOf(kind);
        var parameters = ((ChangeGrammar)operation.Chat!).Target.Parameters;
        if (context.Known is null)
        {
            if (kind is SubjectKind.Service)
            {
                return ChangeWords.Ask(operation, new JsonObject { [parameters[^1]] = name }, parameters[0], _words.Question(operation, parameters[0], new JsonObject { [parameters[^1]] = name }));
            }

            return ChangeWords.Ask(operation, [], parameters[^1], $"Names cannot be looked up at the moment. {_words.Question(operation, parameters[^1], [])}");
        }

        var gaps = context.Known.NotSearched.Count > 0 ? $" Not looked through: {string.Join(' ', context.Known.NotSearched)}" : string.Empty;
        return ChangeWords.Ask(operation, [], parameters[^1], $"Nothing is drafted yet: I found no {noun} called {name}.{gaps} {_words.Question(operation, parameters[^1], [])}");
    }

    private static Intent.Reply AskWhich(Operation operation, Mention mention, List<NamedResource> found)
    {
        var parameter = ((ChangeGrammar)operation.Chat!).Target.Parameters[^1];
        var listed = string.Join(" or ", found.Take(8).Select(NameResolver.Told));
        return ChangeWords.Ask(operation, [], parameter, found.Count == 1
            ? $"Nothing is called {mention.Said} exactly. Do you mean {listed}? Say its name or id."
            : $"{found.Count} {(mention.IsExact ? "are called" : "have in their name")} {mention.Said}: {listed}. Which one? Say its id{(found.Select(f => f.Name).Distinct().Count() > 1 ? " or name" : string.Empty)}.");
    }

    /// <returns>A word for another place than the target's, as in <c>production/web ... in staging</c>; or null.</returns>
    public string? OtherPlace(Message message, List<int> body, Subject target) => target.Kind is not SubjectKind.Service ? null
        : body.Where(i => message.MentionOver(i) is null && language.Environments.TryGetValue(message.Tokens[i].Lower, out var place)
            && !NameWords.Of(place).IsIn(NameWords.Of(target.Name)) && !NameWords.Of(message.Tokens[i].Text).IsIn(NameWords.Of(target.Name))).Select(i => message.Tokens[i].Text).FirstOrDefault();

    private static string Title(Operation operation) => $"{char.ToLowerInvariant(operation.Title[0])}{operation.Title[1..]}";
}
