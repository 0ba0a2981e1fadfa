using System.Text.Json;

using OpsAgent.Chat.Reading;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>One line of <c>phrasings.json</c>: what somebody types, and what must come of it.</summary>
/// <param name="Kind">clean, terse, misspelt, ambiguous, hostile or context.</param>
/// <param name="Say">The message.</param>
/// <param name="After">What was said before, a name of <see cref="Conversations"/>, or null.</param>
/// <param name="Intent">run, ask (a question back that keeps a draft), say, show, pending, help, unknown, or quiet: anything that changes nothing.</param>
/// <param name="Operation">Of run and ask: the operation.</param>
/// <param name="Parameters">Exactly those that were understood.</param>
internal sealed record Phrasing(string Kind, string Say, string? After, string Intent, string? Operation, string Parameters)
{
    public static IReadOnlyList<Phrasing> All { get; } = Read();

    /// <returns>What the parser made of it, in the words of the corpus.</returns>
    public static (string Intent, string? Operation, string Parameters) Describe(Intent intent) => intent switch
    {
        Chat.Reading.Intent.Run run => ("run", run.Operation, CanonicalJson.Text(run.Parameters)),
        Chat.Reading.Intent.Reply { Draft: { } draft } => ("ask", draft.Operation, CanonicalJson.Text(draft.Parameters)),
        Chat.Reading.Intent.Reply => ("say", null, "{}"),
        Chat.Reading.Intent.ShowProposal show => ("show", null, $$"""{"proposal_id":"{{show.ProposalId}}"}"""),
        Chat.Reading.Intent.ListPending => ("pending", null, "{}"),
        Chat.Reading.Intent.Help => ("help", null, "{}"),
        _ => ("unknown", null, "{}"),
    };

    /// <returns>Whether it may change, record or post something.</returns>
    public static bool IsWrite(Intent intent) =>
        intent is Chat.Reading.Intent.Run run && OperationCatalog.Default.Operations.First(o => o.Name == run.Operation).Kind is not OperationKind.Diagnostic;

    public bool Matches(Intent intent)
    {
        var (what, operation, parameters) = Describe(intent);
        return Intent == "quiet" ? !IsWrite(intent)
            : what == Intent && operation == Operation && (what is not ("run" or "show" or "ask") || parameters == Parameters || (what == "ask" && Operation == "get_cloudwatch_metrics"));
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
