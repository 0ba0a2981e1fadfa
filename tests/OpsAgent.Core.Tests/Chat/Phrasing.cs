using System.Text.Json;

using OpsAgent.Core.Chat;
using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Tests.Chat;

/// <summary>One line of <c>phrasings.json</c>: what somebody types, and what must come of it.</summary>
/// <param name="Kind">clean, terse, misspelt, ambiguous, hostile or context.</param>
/// <param name="Say">The message.</param>
/// <param name="After">What was said before, a name of <see cref="Conversations"/>, or null.</param>
/// <param name="Intent">run, ask (a question back that keeps a draft), say, show, pending, help, unknown, approve, deny, withdraw, or quiet: anything that changes and decides nothing.</param>
/// <param name="Operation">Of run and ask: the operation.</param>
/// <param name="Parameters">Exactly those that were understood.</param>
internal sealed record Phrasing(string Kind, string Say, string? After, string Intent, string? Operation, string Parameters)
{
    public static IReadOnlyList<Phrasing> All { get; } = Read();

    /// <returns>What the parser made of it, in the words of the corpus.</returns>
    public static (string Intent, string? Operation, string Parameters) Describe(Intent intent) => intent switch
    {
        Core.Chat.Intent.Run run => ("run", run.Operation, CanonicalJson.Text(run.Parameters)),
        Core.Chat.Intent.Decide decide => ($"{decide.Decision}".ToLowerInvariant(), null, CanonicalJson.Text(decide.Parameters)),
        Core.Chat.Intent.Reply { Draft: { } draft } => ("ask", draft.Operation, CanonicalJson.Text(draft.Parameters)),
        Core.Chat.Intent.Reply => ("say", null, "{}"),
        Core.Chat.Intent.ShowProposal show => ("show", null, $$"""{"proposal_id":"{{show.ProposalId}}"}"""),
        Core.Chat.Intent.ListPending => ("pending", null, "{}"),
        Core.Chat.Intent.Help => ("help", null, "{}"),
        _ => ("unknown", null, "{}"),
    };

    /// <returns>Whether it may change, record or post something, or decides.</returns>
    public static bool IsWrite(Intent intent) => intent is Core.Chat.Intent.Decide
        || (intent is Core.Chat.Intent.Run run && OperationCatalog.Default.Operations.First(o => o.Name == run.Operation).Kind is not OperationKind.Diagnostic);

    public bool Matches(Intent intent)
    {
        var (what, operation, parameters) = Describe(intent);
        return Intent == "quiet" ? !IsWrite(intent)
            : what == Intent && operation == Operation && (what is not ("run" or "approve" or "deny" or "withdraw" or "show" or "ask") || parameters == Parameters || (what == "ask" && Operation == "get_cloudwatch_metrics"));
    }

    private static List<Phrasing> Read()
    {
        using var file = JsonDocument.Parse(typeof(Phrasing).Assembly.GetManifestResourceStream("phrasings.json")!);
        return [.. file.RootElement.EnumerateArray().Select(p => new Phrasing(
            Text(p, "kind")!,
            Text(p, "say")!,
            Text(p, "after"),
            Text(p, "intent")!,
            Text(p, "operation"),
            p.TryGetProperty("parameters", out var parameters) ? CanonicalJson.Text(parameters) : "{}"))];
    }

    private static string? Text(JsonElement phrasing, string name) => phrasing.TryGetProperty(name, out var value) ? value.GetString() : null;
}
