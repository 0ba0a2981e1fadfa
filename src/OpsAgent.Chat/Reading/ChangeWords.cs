using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Chat.Sessions;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>How an operation is asked for, and what is asked back about it, in the words of the language.</summary>
internal sealed partial class ChangeWords(Language language)
{
    /// <returns>How the order is written, with what is known of it.</returns>
    public string Usage(Operation operation, JsonObject? known = null) => Fill(language.WordsOf(operation.Name).Usage, known);

    public static string Fill(string text, JsonObject? known) => Placeholder().Replace(text, m => known?[m.Groups[1].Value]?.ToString() ?? $"<{m.Groups[1].Value.Replace('_', ' ')}>");

    /// <returns>The question for a parameter that is missing.</returns>
    public string Question(Operation operation, string parameter, JsonObject known) =>
        language.WordsOf(operation.Name).Ask.TryGetValue(parameter, out var text) ? Fill(text, known) : $"Which {parameter.Replace('_', ' ')}?";

    public static Intent.Reply Ask(Operation operation, JsonObject known, string missing, string text) => new(text, new OpenQuestion(operation.Name, known.ToElement(), missing));

    [GeneratedRegex(@"\{([a-z_]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
