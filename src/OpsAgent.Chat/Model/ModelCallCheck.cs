using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Model;

/// <summary>
/// What the user's own words allow a model to propose, record or post. Decided before the model is asked, from what the
/// user typed and what "it" was: nothing that a tool answers and nothing that the model says can widen it.
/// </summary>
public sealed class ModelCallCheck
{
    private static readonly string[] Negations = ["don't", "dont", "not", "never", "won't", "shouldn't", "mustn't", "without", "instead", "unless", "if"];

    private readonly IReadOnlyList<Token> _asked;
    private readonly IReadOnlyList<Token> _named;
    private readonly Subject? _focus;
    private readonly bool _isPlain;

    /// <param name="session">Before this message.</param>
    public ModelCallCheck(string message, Session session, ChatLanguage language)
    {
        var now = language.Tokenizer.Tokenize(message);
        var before = session.Turns.Where(t => !t.IsReply).Select(t => language.Tokenizer.Tokenize(t.Text)).ToList();
        // The order may be in the message before: this one answers a question back.
        _asked = [.. now, .. before.Count > 0 ? before[^1] : []];
        _named = [.. now, .. before.SelectMany(b => b)];
        _focus = session.Memory.Focus;
        var isQuestion = now.Any(t => t.Kind is TokenKind.Question) && !Preamble.Skip(now).IsRequest;
        _isPlain = !isQuestion && !now.Any(t => t.Is(Negations));
    }

    /// <returns>Null when the user asked for it, or what to tell the model.</returns>
    public Refusal? Check(Operation operation, JsonElement arguments)
    {
        var allowed = operation is DiagnosticOperation || (_isPlain && Asked(operation) && operation.Chat switch
        {
            ChangeGrammar grammar => NamedTarget(grammar.Target, arguments) && (grammar.Number is null || SaidNumber(arguments, grammar.Number.Parameter)),
            MessageGrammar grammar => Said(arguments.Text(grammar.DestinationParameter)),
            RecordGrammar => true,
            // What has no words of its own is the user's to ask for without a model.
            _ => false,
        });
        return allowed ? null : new Refusal(
            ErrorCode.PolicyDenied,
            $"The user has not asked for {operation.Name} with exactly this, in so many words and without a condition. Nothing was done. Tell them how to ask for it; do not try again.");
    }

    private bool Asked(Operation operation) => operation.Chat is { } grammar && _asked.Any(t => grammar.RequiredOfUser.Any(w => w.Term == t.Term));

    // By its whole name, by each of its parts, or as "it".
    private bool NamedTarget(TargetPhrase target, JsonElement arguments)
    {
        var parts = target.Parameters.Where(p => p.Length > 0).Select(p => arguments.Text(p)).ToList();
        var name = string.Join('/', parts);
        return (parts.Count > 0 && parts.TrueForAll(Said)) || Said(name)
            || (target.ArnParameter is not null && Said(arguments.Text(target.ArnParameter)))
            || (_focus == new Subject(target.Kind, name) && _asked.Any(t => t.Term is Terms.It or Terms.Instance or Terms.Service));
    }

    private bool SaidNumber(JsonElement arguments, string parameter)
    {
        var number = arguments.Number(parameter)?.ToString(CultureInfo.InvariantCulture) ?? arguments.Text(parameter);
        return number is not null && _asked.Any(t => t.Kind is TokenKind.Number && t.Text == number);
    }

    private bool Said(string? name) => name is { Length: > 0 } && _named.Any(t => t.Text.TrimStart('#') == name);
}
