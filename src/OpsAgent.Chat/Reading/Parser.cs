using System.Text.Json.Nodes;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>
/// Reads messages without a model: deterministic, and strict where it matters. A look is read generously. An order to
/// change, record or post something, and a decision, are taken only when nothing about them can be mistaken; else the
/// answer is a question. No message makes it decide or write without the target named in the message, by an id in what was
/// answered just before ("reboot it"), or in the draft that the message completes.
/// </summary>
public sealed class Parser(OperationCatalog catalog)
{
    private static readonly string[] No = ["no", "nope", "don't", "dont", "not", "never", "nah", "wait", "hold", "stop"];
    private static readonly string[] Asking = ["what", "what's", "how", "how's", "who", "why", "when", "where", "which", "is", "are", "does", "did", "should", "show", "list", "get", "check", "status", "can", "could", "would"];

    private readonly DiagnosticReader _looks = new(catalog);

    public Intent Read(string message, Memory memory)
    {
        var tokens = Tokenizer.Tokenize(message);
        if (tokens.Count == 0)
        {
            return new Intent.Help();
        }

        return Decision(message, tokens, memory)
            ?? (memory.Draft is { } draft ? Continue(draft, message, tokens, memory) : null)
            ?? WriteReader.Read(message, tokens, memory)
            ?? WorkflowReader.Read(message, tokens, memory)
            ?? Spoken(tokens, memory)
            ?? Beyond(tokens)
            ?? _looks.Read(tokens, memory)
            ?? Small(tokens)
            ?? new Intent.Unknown();
    }

    /// <returns>What the message decides, or wants to know about deciding; null when it is about something else. No model sees a message that this answers.</returns>
    public Intent? ReadDecision(string message, Memory memory)
    {
        var tokens = Tokenizer.Tokenize(message);
        return tokens.Count == 0 ? null
            : Decision(message, tokens, memory)
            ?? (memory.Draft is { Operation: "deny" or "withdraw" } draft ? Continue(draft, message, tokens, memory) : null);
    }

    private static Intent? Decision(string message, IReadOnlyList<Token> tokens, Memory memory) =>
        memory.Draft is { Missing: "reason" or "summary" or "text" } && !IsDecisionVerb(tokens) ? null : DecisionReader.Read(message, tokens, memory);

    private static bool IsDecisionVerb(IReadOnlyList<Token> tokens) =>
        Salutation.Skip(tokens).At is var at && at < tokens.Count && tokens[at].Term is Term.Approve or Term.Deny or Term.Withdraw;

    private Intent? Continue(Draft draft, string message, IReadOnlyList<Token> tokens, Memory memory)
    {
        if (IsRefusal(draft, tokens))
        {
            return new Intent.Reply("All right, nothing was done.");
        }

        if (tokens.Any(t => t.Kind is TokenKind.Question) || tokens[0].Is(Asking) || WriteReader.Read(message, tokens, memory) is not null || WorkflowReader.Read(message, tokens, memory) is not null)
        {
            return draft.Operation is DiagnosticReader.Metrics ? _looks.Continue(draft, tokens) : null;
        }

        return draft.Operation switch
        {
            WriteReader.Reboot or WriteReader.Scale => WriteReader.Continue(draft, message, tokens, memory),
            WorkflowReader.Record or WorkflowReader.Post => WorkflowReader.Continue(draft, message, tokens),
            "deny" or "withdraw" => DecisionReader.Continue(draft, message),
            _ => _looks.Continue(draft, tokens),
        };
    }

    // "No response since 03:10" is a reason; "no, I changed my mind" is none. Who denies gives reasons that begin with "not".
    private static bool IsRefusal(Draft draft, IReadOnlyList<Token> tokens)
    {
        if (tokens[0].Term is Term.Cancel)
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

        return draft.Operation is "deny" or "withdraw"
            ? tokens[1].Kind is TokenKind.Mark || tokens[1].Is("wait", "i", "we", "don't", "dont", "now", "let's")
            : !tokens[1].Is("response", "answer", "answers", "reply", "heartbeat", "connection", "responding", "answering", "reachable", "healthy", "working");
    }

    // Speaks of a change without ordering it: should I, don't, if, what happens when.
    private Intent? Spoken(IReadOnlyList<Token> tokens, Memory memory)
    {
        var verb = tokens.FirstOrDefault(t => t.Term is Term.Reboot or Term.Scale);
        if (verb is null)
        {
            return null;
        }

        var form = WriteReader.Form(
            verb.Term is Term.Reboot ? WriteReader.Reboot : WriteReader.Scale,
            ResourceNames.Named(tokens) is { Kind: FocusKind.Instance } named ? new JsonObject { ["instance_id"] = named.Name } : null);
        var lead = $"Nothing is proposed. If you want it, write: {form}.";
        var negated = tokens.Any(t => t.Is("don't", "dont", "not", "never", "no", "won't", "shouldn't", "mustn't"));
        if (!negated && _looks.Read([.. tokens.Where(t => t != verb)], memory) is Intent.Run look)
        {
            return new Intent.Run(look.Operation, look.Parameters, lead);
        }

        return new Intent.Reply(lead);
    }

    // Orders that nothing here can carry out.
    private static Intent.Reply? Beyond(IReadOnlyList<Token> tokens) =>
        Salutation.Skip(tokens).At is var at && at < tokens.Count && tokens[at].Is("delete", "terminate", "destroy", "kill", "remove", "drop", "wipe", "shutdown", "start", "launch", "deploy", "rollback")
            ? new Intent.Reply($"I cannot {tokens[at].Text.ToLowerInvariant()} anything. The changes that I can propose: reboot an EC2 instance, scale an ECS service.")
            : null;

    private static Intent? Small(IReadOnlyList<Token> tokens) => tokens[0].Term switch
    {
        Term.Greeting or Term.Help => new Intent.Help(),
        Term.Thanks => new Intent.Reply("You are welcome."),
        Term.Cancel => new Intent.Reply("All right, nothing was done."),
        _ => null,
    };
}
