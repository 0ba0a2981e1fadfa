using System.Globalization;
using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Incidents;
using OpsAgent.Core.Operations.Messages;
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
    private readonly Focus? _focus;
    private readonly bool _isPlain;

    private ModelCallCheck(IReadOnlyList<Token> asked, IReadOnlyList<Token> named, Focus? focus, bool isPlain) =>
        (_asked, _named, _focus, _isPlain) = (asked, named, focus, isPlain);

    public static ModelCallCheck Of(string message, Session session)
    {
        var now = Tokenizer.Tokenize(message);
        var said = session.Turns.Where(t => !t.IsReply).Select(t => Tokenizer.Tokenize(t.Text)).ToList();
        // The order may be in the message before: this one answers a question back.
        List<Token> asked = [.. now, .. said.Count > 0 ? said[^1] : []];
        var isQuestion = now.Any(t => t.Kind is TokenKind.Question) && !Salutation.Skip(now).IsRequest;
        return new ModelCallCheck(asked, [.. now, .. said.SelectMany(s => s)], session.Memory.Focus, !isQuestion && !now.Any(t => t.Is(Negations)));
    }

    /// <returns>Null when the user asked for it, or what to tell the model.</returns>
    public Refusal? Check(Operation operation, JsonElement arguments)
    {
        var allowed = operation switch
        {
            DiagnosticOperation => true,
            RebootEc2 => _isPlain && Asked(Term.Reboot) && Named(FocusKind.Instance, arguments.Text("instance_id")),
            ScaleEcsService => _isPlain && Asked(Term.Scale, Term.Set) && Counted(arguments) && NamedService(arguments),
            CreateIncidentRecord => _isPlain && Asked(Term.Incident),
            PostSummaryToChannel => _isPlain && Asked(Term.Post, Term.Tell) && Said(arguments.Text("channel")),
            // What is new and not judged here is the user's to ask for without a model.
            _ => false,
        };
        return allowed ? null : new Refusal(
            ErrorCode.PolicyDenied,
            $"The user has not asked for {operation.Name} with exactly this, in so many words and without a condition. Nothing was done. Tell them how to ask for it; do not try again.");
    }

    private bool Asked(params ReadOnlySpan<Term> terms)
    {
        foreach (var token in _asked)
        {
            if (terms.Contains(token.Term))
            {
                return true;
            }
        }

        return false;
    }

    private bool Named(FocusKind kind, string? name) => name is not null && (Said(name) || (_focus == new Focus(kind, name) && _asked.Any(t => t.Term is Term.It or Term.Instance or Term.Service)));

    private bool NamedService(JsonElement arguments)
    {
        var (cluster, service) = (arguments.Text("cluster"), arguments.Text("service"));
        return (Said(cluster) && Said(service)) || Said($"{cluster}/{service}") || Named(FocusKind.Service, $"{cluster}/{service}");
    }

    private bool Counted(JsonElement arguments)
    {
        var count = arguments.Number("desired_count")?.ToString(CultureInfo.InvariantCulture) ?? arguments.Text("desired_count");
        return count is not null && _asked.Any(t => t.Kind is TokenKind.Number && t.Text == count);
    }

    private bool Said(string? name) => name is { Length: > 0 } && _named.Any(t => t.Text.TrimStart('#') == name);
}
