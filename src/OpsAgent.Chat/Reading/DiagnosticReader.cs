using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Reads questions. A diagnostic changes nothing, so it is read generously; what it lacks is asked for or taken from before.</summary>
internal sealed class DiagnosticReader(ChatLanguage language)
{
    private readonly IReadOnlyList<(Operation Operation, QuestionGrammar Grammar)> _diagnostics =
    [
        .. language.Catalog.Operations
            .Where(o => o.Chat is QuestionGrammar)
            .Select(o => (Operation: o, Grammar: (QuestionGrammar)o.Chat!))
            .OrderByDescending(d => d.Grammar.Precedence),
    ];

    public Intent? Read(IReadOnlyList<Token> tokens, Memory memory)
    {
        if (tokens.FirstOrDefault(t => t.Kind is TokenKind.Proposal) is { } proposal)
        {
            return new Intent.ShowProposal(proposal.Text.ToLowerInvariant());
        }

        var question = QuestionOf(tokens, memory);
        var tag = TagIn(tokens);
        if (question is { Named: null, BareName: null } && tag is null && ReadWithoutName(question) is { } intent)
        {
            return intent;
        }

        if (tokens.FirstOrDefault(t => t.Kind is TokenKind.BrokenInstance) is { } broken)
        {
            return new Intent.Reply($"{broken.Text} is not an instance id: i- and 8 or 17 of 0-9, a-f, in lower case.");
        }

        foreach (var (operation, grammar) in _diagnostics)
        {
            var found = grammar.Reader?.Read(question) is { } reading ? IntentOf(operation, reading, tokens) : ReadByTarget(operation, grammar, question, tag);
            if (found is not null)
            {
                return found;
            }
        }

        return AskAbout(question) ?? (Intent?)FollowUp(question, memory) ?? AskWhat(question);
    }

    /// <summary>Reads the answer to a question back about a diagnostic.</summary>
    public Intent? Continue(OpenQuestion draft, IReadOnlyList<Token> tokens, Memory memory) =>
        _diagnostics.FirstOrDefault(d => d.Operation.Name == draft.Operation) is { Grammar.Reader: { } reader, Operation: var operation }
        && reader.Continue((JsonObject)draft.Parameters.ToNode()!, draft.Missing, QuestionOf(tokens, memory)) is { } reading
            ? IntentOf(operation, reading, tokens)
            : null;

    private Question QuestionOf(IReadOnlyList<Token> tokens, Memory memory)
    {
        var named = language.Names.Named(tokens);
        return new Question(tokens)
        {
            Named = named,
            BareName = named is null ? language.Names.BareName(tokens) : null,
            Focus = memory.Focus,
            By = UserIn(tokens),
            Past = language.Catalog.Operations.OfType<WriteOperation>().FirstOrDefault(o => o.Chat is ChangeGrammar { Past: { } past } && tokens.Any(t => t.Term == past.Term)),
            HasTopic = _diagnostics.Any(d => d.Grammar.Topics.Any(w => tokens.Any(t => t.Term == w.Term))),
        };
    }

    // Proposals and help.
    private Intent? ReadWithoutName(Question question) =>
        IsAboutPending(question) ? new Intent.ListPending()
        : question.Focus is { Kind: SubjectKind.Proposal } open && question.Has(Terms.Status, Terms.Proposal, Terms.It) && !question.HasTopic ? new Intent.ShowProposal(open.Name)
        : question.Has(Terms.Help) && !_diagnostics.Any(d => d.Grammar.Nouns.Any(n => question.Has(n.Term))) ? new Intent.Help()
        : null;

    private static bool IsAboutPending(Question question) =>
        question.Has(Terms.Pending) || question.Says("proposals", "approvals")
        || (question.Has(Terms.Approve, Terms.Approved) && question.Says("needs", "need", "anything", "what", "what's", "any", "to", "my"));

    private Intent? ReadByTarget(Operation operation, QuestionGrammar grammar, Question question, (string Key, string Value)? tag)
    {
        var parameters = new JsonObject();
        if (question.Named is { } named && Put(grammar, named, parameters))
        {
            return Run(operation, parameters, question.Tokens);
        }

        if (tag is { } given && grammar.Tag is { } tagParameters)
        {
            (parameters[tagParameters.KeyParameter], parameters[tagParameters.ValueParameter]) = given;
            return Run(operation, parameters, question.Tokens);
        }

        // "Is i-0a1b... among the targets?" asks for the targets of what was spoken of before.
        var hasNoun = HasNounOf(grammar, question);
        if (question.Named is { } other && !(hasNoun && _diagnostics.Any(d => d.Grammar.Targets.Any(t => t.Kind == other.Kind))))
        {
            return null;
        }

        if (question.BareName is { } name)
        {
            if (grammar.NameParameter is { } nameParameter && hasNoun)
            {
                parameters[nameParameter] = name;
                return Run(operation, parameters, question.Tokens);
            }

            if (grammar is { NameParameter: null, Tag: { } nameTag } && (hasNoun || IsQuestion(question)))
            {
                (parameters[nameTag.KeyParameter], parameters[nameTag.ValueParameter]) = ("Name", name);
                return Run(operation, parameters, question.Tokens);
            }

            return null;
        }

        if (question.Focus is { } focus && (hasNoun || IsAboutFocus(grammar, question)) && Put(grammar, focus, parameters))
        {
            return Run(operation, parameters, question.Tokens);
        }

        return hasNoun && question.Named is null && grammar.WhatIsMissing is { } ask ? new Intent.Reply(ask) : null;
    }

    private static bool IsQuestion(Question question) =>
        question.Tokens.Count == 1 || question.Has(Terms.Status, Terms.Show) || question.Says("how", "is", "what", "what's", "about");

    // "How is it?", and "status" where no other diagnostic's noun stands.
    private bool IsAboutFocus(QuestionGrammar grammar, Question question) =>
        (question.Has(Terms.It) && question.Says("how", "how's", "should", "can", "would"))
        || (question.Has(Terms.Status) && !_diagnostics.Any(d => d.Grammar != grammar && HasNounOf(d.Grammar, question)));

    private static bool HasNounOf(QuestionGrammar grammar, Question question) =>
        grammar.Nouns.Any(n => question.Has(n.Term)) || grammar.Targets.Any(t => question.Has([.. SubjectKinds.TermsOf(t.Kind)]));

    private static bool Put(QuestionGrammar grammar, Subject subject, JsonObject parameters)
    {
        var target = grammar.Targets.FirstOrDefault(t => t.Kind == subject.Kind);
        target?.Put(parameters, subject.Name);
        return target is not null;
    }

    // Of some things there is no state to show, only one value or another.
    private Intent? AskAbout(Question question)
    {
        var subject = question.Named
            ?? (question.Focus is { } focus && question.Has(Terms.Status) && question.Has([Terms.It, .. SubjectKinds.TermsOf(focus.Kind)]) ? focus : null);
        return subject is null ? null : _diagnostics
            .Select(d => d.Grammar.Reader?.AskAbout(subject) is { } ask ? IntentOf(d.Operation, ask, question.Tokens) : null)
            .FirstOrDefault(i => i is not null);
    }

    // "same for the last 3 hours", "and 24h?", "p99"
    private Intent.Run? FollowUp(Question question, Memory memory)
    {
        if (memory.LastDiagnostic is not { } last || question.Named is not null || _diagnostics.FirstOrDefault(d => d.Operation.Name == last.Operation) is not { Operation: { } operation } found)
        {
            return null;
        }

        var parameters = (JsonObject)last.Parameters.ToNode()!;
        var refines = found.Grammar.Reader?.Refine(parameters, question) is true;
        return refines || TimeExpression.In(question.Tokens) is not null || question.Has(Terms.Same) ? Run(operation, parameters, question.Tokens) : null;
    }

    // "What is going on?", "anything broken?"
    private Intent.Reply? AskWhat(Question question) => question is { Named: null, BareName: null } && question.Has(Terms.Status)
        ? new Intent.Reply($"Of what? For instance: {string.Join(" | ", _diagnostics.Reverse().Select(d => d.Grammar.Examples).Where(e => e.Count > 0).Select(e => e[0]))}.")
        : null;

    private static Intent IntentOf(Operation operation, QuestionReading reading, IReadOnlyList<Token> tokens) => reading switch
    {
        QuestionReading.Run run => Run(operation, run.Parameters, tokens, run.Lead),
        QuestionReading.Ask { Missing: { } missing } ask => new Intent.Reply(ask.Text, new OpenQuestion(operation.Name, (ask.Known ?? []).ToElement(), missing)),
        QuestionReading.Ask ask => new Intent.Reply(ask.Text),
        _ => throw new InvalidOperationException($"{reading.GetType().Name} is not a known reading."),
    };

    private static Intent.Run Run(Operation operation, JsonObject parameters, IReadOnlyList<Token> tokens, string? lead = null)
    {
        if (TimeExpression.In(tokens) is { } time && TimeExpression.WindowFor(operation, time) is { } window)
        {
            parameters["time_window"] = window;
        }

        return new Intent.Run(operation.Name, parameters.ToElement(), lead);
    }

    // "Role=web", "tagged Role web"
    private (string Key, string Value)? TagIn(IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens.Where(t => t.Kind is TokenKind.Pair))
        {
            if (token.Text.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value] && !language.IsQuestionParameter(key))
            {
                return (key, value);
            }
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Term is Terms.Tag
                && tokens.Skip(i + 1).Where(t => !t.Is("key", "value", "with", "is", "as", "the", "of", "named") && t.Kind is TokenKind.Word or TokenKind.Name or TokenKind.Quote).Take(2).ToList() is [var key, var value]
                && key.Term is Terms.None)
            {
                return (key.Text.Trim('"', '\''), value.Text.Trim('"', '\''));
            }
        }

        return null;
    }

    private string? UserIn(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Is("by", "user") && tokens[i + 1] is { Kind: TokenKind.Word or TokenKind.Name or TokenKind.Email, Term: Terms.None } who && !language.Vocabulary.Knows(who.Text))
            {
                return who.Text;
            }
        }

        return null;
    }
}
