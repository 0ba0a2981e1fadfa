using OpsAgent.Chat.Reading;
using OpsAgent.Chat.Sessions;
using OpsAgent.Chat.Tests.Phrases;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Tests.Reading;

/// <summary>Reads a message in the account of the corpus, and says in one line what comes of it.</summary>
internal static class Reads
{
    private static readonly Parser Parser = new(OperationCatalog.Default);

    public static IReadOnlyList<Intent> At(DateTimeOffset now, TimeZoneInfo zone, string message, Memory? memory = null) =>
        Parser.Read(message, new ReadingContext(memory ?? new Memory(), now, zone, Account.Find(Parser.NamesIn(message))));

    /// <returns>The operations that are run, with their parameters: <c>get_ec2_status {...}</c>; drafts and replies say what they are.</returns>
    public static string Of(string message, Memory? memory = null) => Of(Score.Read(message, memory ?? new Memory()));

    public static string Of(IReadOnlyList<Intent> intents) => string.Join(" + ", intents.Select(i => i switch
    {
        Intent.Run run => $"{run.Operation} {CanonicalJson.Text(run.Parameters)}",
        Intent.MakeDraft draft => $"draft {draft.Operation} {CanonicalJson.Text(draft.Parameters)}",
        Intent.Reply { Question: { } question } => $"ask {question.Missing}",
        _ => i.GetType().Name,
    }));
}
