using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Reads orders to change something, and takes none that is not unmistakable: it begins with the verb, and every word of
/// it is understood, one target, one number, and a reason that is nothing but a reason. Whatever else stands there makes
/// it a question back.
/// </summary>
internal sealed partial class WriteReader(ChatLanguage language)
{
    private readonly IReadOnlyList<(Operation Operation, ChangeGrammar Grammar)> _changes =
        [.. language.Catalog.Operations.Where(o => o.Chat is ChangeGrammar).Select(o => (o, (ChangeGrammar)o.Chat!))];

    public Intent? Read(string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        var (at, isRequest) = Preamble.Skip(tokens);
        if (at >= tokens.Count)
        {
            return null;
        }

        var (body, reason) = ReasonClause.Split(message, [.. tokens.Skip(at + 1)]);
        if (isRequest && body.Count > 0 && body[^1].Kind is TokenKind.Question)
        {
            body = [.. body.Take(body.Count - 1)];
        }

        // Where a verb is that of several operations, the target tells which is meant.
        Intent? refused = null;
        foreach (var (operation, grammar) in _changes.Where(c => IsVerb(tokens, at, c.Grammar)))
        {
            var parameters = new JsonObject();
            if (ReadBody(operation, parameters, body, memory) is not { } problem)
            {
                return Complete(operation, parameters, reason);
            }

            refused ??= new Intent.Reply(problem);
        }

        return refused;
    }

    /// <summary>Reads the answer to a question back about a write.</summary>
    public Intent? Continue(OpenQuestion draft, string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        var (operation, grammar) = _changes.First(c => c.Operation.Name == draft.Operation);
        var parameters = (JsonObject)draft.Parameters.ToNode()!;
        var (body, reason) = ReasonClause.Split(message, tokens);
        if (draft.Missing == "reason")
        {
            return Complete(operation, parameters, body.Count == 0 && reason is not null ? reason : ReasonClause.Clean(message));
        }

        if (grammar.Target.Parameters.SkipLast(1).Contains(draft.Missing) && body is [{ Kind: TokenKind.Word or TokenKind.Name } name] && OrderBody.IsName(name) && !language.Vocabulary.IsAct(name.Term))
        {
            parameters[draft.Missing] = name.Text;
            return Complete(operation, parameters, reason);
        }

        return ReadBody(operation, parameters, body, memory) is not null ? null
            : Keeps(draft, parameters) ? Complete(operation, parameters, reason)
            : new Intent.Reply($"Nothing is proposed: that is something else than you named before. Write it as one: {Usage(operation)}.");
    }

    // One order is never put together from the targets of two sentences.
    private static bool Keeps(OpenQuestion draft, JsonObject parameters) =>
        draft.Parameters.EnumerateObject().All(known => JsonNode.DeepEquals(known.Value.ToNode(), parameters[known.Name]));

    /// <returns>The verb of a change that the message has, and the change; or null.</returns>
    public (Token Verb, Operation Operation)? Mentioned(IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (_changes.FirstOrDefault(c => c.Grammar.Verbs.Any(v => v.Term == token.Term)) is { Operation: { } operation })
            {
                return (token, operation);
            }
        }

        return null;
    }

    /// <returns>How the order is written, with what is known of it.</returns>
    public static string Usage(Operation operation, JsonObject? known = null) =>
        $"{Fill(((ChangeGrammar)operation.Chat!).Usage, operation, known)} because <why>";

    internal static string Fill(string text, Operation operation, JsonObject? known) => Placeholder().Replace(
        text,
        m => known?[m.Groups[1].Value]?.ToString() ?? ((ChangeGrammar)operation.Chat!).Slots.FirstOrDefault(s => s.Parameter == m.Groups[1].Value)?.Label ?? m.Value);

    private static bool IsVerb(IReadOnlyList<Token> tokens, int at, ChangeGrammar grammar) =>
        grammar.Verbs.Any(v => v.Term == tokens[at].Term)
        || (grammar.SharedVerbs.Any(v => v.Term == tokens[at].Term)
            && tokens.Any(t => t.Kind is TokenKind.Number)
            && tokens.Any(t => SubjectKinds.TermsOf(grammar.Target.Kind)[0] == t.Term || SubjectKinds.NameIn(t, grammar.Target.Kind) is not null || (grammar.Number is { } number && t.Is([.. number.Words]))));

    private Intent Complete(Operation operation, JsonObject parameters, string? reason)
    {
        if (((ChangeGrammar)operation.Chat!).Slots.FirstOrDefault(s => !parameters.ContainsKey(s.Parameter)) is { } missing)
        {
            var question = Fill(missing.Question, operation, parameters);
            return reason is null
                ? Ask(question, missing.Parameter)
                : new Intent.Reply($"{question} Nothing is proposed yet. Write it as one: {Usage(operation, parameters)}.");
        }

        if (reason is null or [])
        {
            return Ask($"Why? Say the reason in a few words; the approver and the audit see it. ({Usage(operation, parameters)})", "reason");
        }

        if (language.Conditions.InReason(reason) || NamesAnother(reason, parameters))
        {
            return new Intent.Reply($"Nothing is proposed: after the reason stands a condition or another wish, and I take plain orders only. When it is time, write: {Usage(operation, parameters)}.");
        }

        if (operation.Parameters.All.FirstOrDefault(p => p.Name == "reason") is TextParameter { MinLength: var length } && reason.Length < length)
        {
            return Ask($"Say a little more why: the approver needs at least {length} characters.", "reason");
        }

        parameters["reason"] = reason;
        return new Intent.Run(operation.Name, parameters.ToElement());

        Intent.Reply Ask(string text, string missing) => new(text, new OpenQuestion(operation.Name, parameters.ToElement(), missing));
    }

    /// <returns>Null when every token was understood, or what to say about those that were not.</returns>
    private string? ReadBody(Operation operation, JsonObject parameters, IReadOnlyList<Token> tokens, Memory memory)
    {
        var grammar = (ChangeGrammar)operation.Chat!;
        var usage = Usage(operation);
        if (tokens.Any(t => t.Kind is TokenKind.Question))
        {
            return $"Nothing is proposed: that reads as a question. If you want it, write: {usage}.";
        }

        if (tokens.FirstOrDefault(t => t.Kind is TokenKind.BrokenInstance) is { } broken)
        {
            return $"Nothing is proposed: {broken.Text} is not an instance id (i- and 8 or 17 of 0-9, a-f). Write: {usage}.";
        }

        var body = OrderBody.Read(tokens, operation, language);
        var noun = SubjectKinds.Noun(grammar.Target.Kind);
        if (body.Differences.Count > 0)
        {
            return $"Nothing is proposed: I take the number of {grammar.Number!.Unit} that there should be, not a difference. Write: {usage}.";
        }

        if (body.Unknown.Count > 0)
        {
            return $"Nothing is proposed: I take an order only when I understand every word of it, and not \"{string.Join(' ', body.Unknown.Take(8))}\". Write: {usage}.";
        }

        if (body.HasTwoContainers)
        {
            return $"Nothing is proposed: that names two {SubjectKinds.TermsOf(grammar.Target.Kind)[^1]}s. Write: {usage}.";
        }

        if (body.Targets.Distinct().Skip(1).Any() || body.Numbers.Distinct().Skip(1).Any())
        {
            return grammar.Number is null
                ? $"Nothing is proposed: one {noun} at a time. Write for each: {usage}."
                : $"Nothing is proposed: one {noun} and one number at a time. Write: {usage}.";
        }

        if (body.Targets.Count == 0 && body.PointsBack)
        {
            if (memory.Focus is not { } focus || focus.Kind != grammar.Target.Kind)
            {
                return memory.Focus is { } other
                    ? $"Nothing is proposed: what we last spoke of, {other.Name}, is not {SubjectKinds.WithArticle(grammar.Target.Kind)}. Write: {usage}."
                    : $"Nothing is proposed: I do not know which {noun} you mean. Write: {usage}.";
            }

            grammar.Target.Put(parameters, focus.Name);
        }

        body.Put(parameters, grammar);
        return null;
    }

    // Another target after the reason may be a second wish.
    private bool NamesAnother(string reason, JsonObject parameters)
    {
        var tokens = language.Tokenizer.Tokenize(reason);
        return Mentioned(tokens) is not null
            && tokens.Any(t => t.Kind is TokenKind.Instance or TokenKind.Path or TokenKind.Arn && !parameters.Any(p => p.Value?.ToString() == t.Text));
    }

    [GeneratedRegex(@"\{([a-z_]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
