using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Chat.Reading;

/// <summary>Writes an order in the words of its operation's grammar. Only reading it back shows whether it says exactly that.</summary>
internal static class OrderSentence
{
    private const string Reason = "reason";

    /// <param name="arguments">Validated.</param>
    /// <returns>Null for an operation that has no words of its own.</returns>
    public static string? Write(Operation operation, Arguments arguments) => operation.Chat switch
    {
        ChangeGrammar grammar => Change(operation, grammar, (JsonObject)arguments.Values.ToNode()!),
        RecordGrammar grammar => $"{grammar.Verbs[0].Term} {grammar.Nouns[0].Term} {arguments.Text(grammar.Choice.Parameter)}: {arguments.Text(grammar.Text.Parameter)}",
        MessageGrammar grammar => $"{grammar.Verbs[0].Term} to {arguments.Text(grammar.DestinationParameter)}: {arguments.Text(grammar.TextParameter)}",
        _ => null,
    };

    // The sentence of the grammar, whatever stands beside it as key=value, and why.
    private static string Change(Operation operation, ChangeGrammar grammar, JsonObject values)
    {
        var beside = values
            .Where(v => v.Key != Reason && !grammar.Usage.Contains($"{{{v.Key}}}", StringComparison.Ordinal) && v.Value!.ToString() != DefaultOf(operation, v.Key))
            .Select(v => $" {v.Key}={v.Value}");
        return $"{WriteReader.Fill(grammar.Usage, operation, values)}{string.Concat(beside)} because {values[Reason]}";
    }

    private static string? DefaultOf(Operation operation, string parameter) => operation.Parameters.All.FirstOrDefault(p => p.Name == parameter)?.Default;
}
