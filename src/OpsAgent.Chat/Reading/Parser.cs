using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Reads messages without a model: deterministic, and strict where it matters. A question is read generously. An order to
/// change, record or post something is taken only when nothing about it can be mistaken; else the answer is a question. No
/// message makes it write without the target named in the message, by an id in what was answered just before ("reboot it"),
/// or in the draft that the message completes. No message decides on a proposal.
/// </summary>
public sealed class Parser
{
    private static readonly string[] No = ["no", "nope", "don't", "dont", "not", "never", "nah", "wait", "hold", "stop"];
    private static readonly string[] QuestionWords = ["what", "what's", "how", "how's", "who", "why", "when", "where", "which", "is", "are", "does", "did", "should", "show", "list", "get", "check", "status", "can", "could", "would"];

    private readonly ChatLanguage _language;
    private readonly DiagnosticReader _diagnostics;
    private readonly WriteReader _writes;
    private readonly IReadOnlyDictionary<string, RecordReader> _records;
    private readonly IReadOnlyDictionary<string, MessageReader> _messages;

    /// <exception cref="ArgumentException">Two operations give one word different meanings.</exception>
    public Parser(OperationCatalog catalog)
    {
        _language = new ChatLanguage(catalog);
        _diagnostics = new DiagnosticReader(_language);
        _writes = new WriteReader(_language);
        _records = catalog.Operations.Where(o => o.Chat is RecordGrammar).ToDictionary(o => o.Name, o => new RecordReader(o, (RecordGrammar)o.Chat!, _language));
        _messages = catalog.Operations.Where(o => o.Chat is MessageGrammar).ToDictionary(o => o.Name, o => new MessageReader(o, (MessageGrammar)o.Chat!, _language));
    }

    /// <returns>Words that may be names of resources, for the directory; empty where nothing is to be looked up.</returns>
    public IReadOnlyList<string> NamesIn(string message) =>
        [.. _language.Tokenizer.Tokenize(message).Where(t => t.Kind is TokenKind.Name or TokenKind.Word).Select(t => t.Text).Distinct(StringComparer.OrdinalIgnoreCase).Take(OpsAgent.Core.Operations.Naming.IResourceDirectory.MaxNames)];

    /// <returns>What the message asks for, in the order in which to do it; at least one.</returns>
    public IReadOnlyList<Intent> Read(string message, ReadingContext context) => [Drafted(Read(message, context.Memory))];

    private Intent Drafted(Intent intent) => intent is Intent.Run run && _language.Find(run.Operation) is not DiagnosticOperation ? new Intent.MakeDraft(run.Operation, run.Parameters) : intent;

    private Intent Read(string message, Memory memory)
    {
        var tokens = _language.Tokenizer.Tokenize(message);
        if (tokens.Count == 0)
        {
            return new Intent.Help();
        }

        return ReadDecision(tokens, memory)
            ?? (memory.Question is { } draft ? Continue(draft, message, tokens, memory) : null)
            ?? ReadOrder(message, tokens, memory)
            ?? ReadMentionedWrite(tokens, memory)
            ?? ReadUnsupportedVerb(tokens)
            ?? _diagnostics.Read(tokens, memory)
            ?? ReadSmallTalk(tokens)
            ?? new Intent.Unknown();
    }

    /// <summary>Reads what a person alone can ask for; no model sees a message that this answers.</summary>
    /// <returns>
    /// What to show to somebody who speaks of deciding; or a change, a record or a post that the message orders whole, with
    /// nothing taken from before: what the conversation is about, a model may have chosen. Null for everything else.
    /// </returns>
    public IReadOnlyList<Intent>? ReadWithoutModel(string message, ReadingContext context)
    {
        var tokens = _language.Tokenizer.Tokenize(message);
        return tokens.Count == 0 ? null
            : DecisionReader.Read(tokens, context.Memory) is { } decision ? [decision]
            : ReadOrder(message, tokens, new Memory()) is Intent.Run run ? [Drafted(run)]
            : null;
    }

    private Intent? ReadDecision(IReadOnlyList<Token> tokens, Memory memory) =>
        memory.Question is { } draft && IsFreeText(draft) && !DecisionReader.BeginsWithDecision(tokens) ? null : DecisionReader.Read(tokens, memory);

    // What is asked for may be any words at all.
    private bool IsFreeText(OpenQuestion draft) => draft.Missing == "reason" || _language.Find(draft.Operation)?.Chat switch
    {
        RecordGrammar grammar => draft.Missing == grammar.Text.Parameter,
        MessageGrammar grammar => draft.Missing == grammar.TextParameter,
        _ => false,
    };

    private Intent? ReadOrder(string message, IReadOnlyList<Token> tokens, Memory memory) =>
        _writes.Read(message, tokens, memory)
        ?? _records.Values.Select(r => r.Read(message, tokens)).FirstOrDefault(i => i is not null)
        ?? _messages.Values.Select(m => m.Read(message, tokens, memory)).FirstOrDefault(i => i is not null);

    private Intent? Continue(OpenQuestion draft, string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        if (IsRefusal(draft, tokens))
        {
            return new Intent.Reply("All right, nothing was done.");
        }

        var grammar = _language.Find(draft.Operation)?.Chat;
        if (grammar is not QuestionGrammar && (tokens.Any(t => t.Kind is TokenKind.Question) || tokens[0].Is(QuestionWords) || ReadOrder(message, tokens, memory) is not null))
        {
            return null;
        }

        return grammar switch
        {
            ChangeGrammar => _writes.Continue(draft, message, tokens, memory),
            RecordGrammar => _records[draft.Operation].Continue(draft, message, tokens),
            MessageGrammar => _messages[draft.Operation].Continue(draft, message, tokens),
            QuestionGrammar => _diagnostics.Continue(draft, tokens, memory),
            _ => null,
        };
    }

    // "No response since 03:10" is a reason; "no, I changed my mind" is none.
    private static bool IsRefusal(OpenQuestion draft, IReadOnlyList<Token> tokens)
    {
        if (tokens[0].Term is Terms.Cancel)
        {
            return true;
        }

        if (!tokens[0].Is(No))
        {
            return false;
        }

        if (draft.Missing != "reason" || tokens.Count < 3 || !tokens[0].Is("no", "not"))
        {
            return true;
        }

        return !tokens[1].Is("response", "answer", "answers", "reply", "heartbeat", "connection", "responding", "answering", "reachable", "healthy", "working");
    }

    // Speaks of a change without ordering it: should I, don't, if, what happens when.
    private Intent? ReadMentionedWrite(IReadOnlyList<Token> tokens, Memory memory)
    {
        if (_writes.Mentioned(tokens) is not var (verb, operation))
        {
            return null;
        }

        var target = ((ChangeGrammar)operation.Chat!).Target;
        var known = new JsonObject();
        if (_language.Names.Named(tokens) is { } named && named.Kind == target.Kind)
        {
            target.Put(known, named.Name);
        }

        var lead = $"Nothing is proposed. If you want it, write: {WriteReader.Usage(operation, known)}.";
        var isNegated = tokens.Any(t => t.Is("don't", "dont", "not", "never", "no", "won't", "shouldn't", "mustn't"));
        if (!isNegated && _diagnostics.Read([.. tokens.Where(t => t != verb)], memory) is Intent.Run question)
        {
            return new Intent.Run(question.Operation, question.Parameters, lead);
        }

        return new Intent.Reply(lead);
    }

    // Orders that nothing here can carry out.
    private Intent.Reply? ReadUnsupportedVerb(IReadOnlyList<Token> tokens) =>
        Preamble.Skip(tokens).At is var at && at < tokens.Count && tokens[at].Is("delete", "terminate", "destroy", "kill", "remove", "drop", "wipe", "shutdown", "start", "launch", "deploy")
            ? new Intent.Reply($"I cannot {tokens[at].Text.ToLowerInvariant()} anything. The changes that I can propose: {string.Join(", ", _language.Catalog.Operations.OfType<WriteOperation>().Select(o => $"{char.ToLowerInvariant(o.Title[0])}{o.Title[1..]}"))}.")
            : null;

    private static Intent? ReadSmallTalk(IReadOnlyList<Token> tokens) => tokens[0].Term switch
    {
        Terms.Greeting or Terms.Help => new Intent.Help(),
        Terms.Thanks => new Intent.Reply("You are welcome."),
        Terms.Cancel => new Intent.Reply("All right, nothing was done."),
        _ => null,
    };
}
