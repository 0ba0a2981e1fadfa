using System.Text.RegularExpressions;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Chat.Reading;

/// <summary>Words behind an order that take it back, put it off or make it depend on something.</summary>
internal sealed class Conditions
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private readonly Regex _condition;
    private readonly Regex _takenBack;

    public Conditions(OperationCatalog catalog)
    {
        // Each operation's own verb: its synonyms are words of many other sentences.
        var writes = VerbsOf(catalog.Operations.OfType<WriteOperation>());
        var orders = VerbsOf(catalog.Operations);
        _condition = new Regex(
            @"\?|\b(?:unless|if|only (?:when|after|once)|not (?:before|until|yet|now)|but (?:not|first|only|wait|don'?t)|maybe|perhaps|tomorrow|tonight|later|should (?:i|we)|wait (?:until|for me|first)|once (?:i|we|you|he|she|they)|as soon as|and (?:then|also)|then (?:restart"
            + writes + @"))\b",
            Options);
        _takenBack = new Regex(
            @"\b(?:(?:don'?t|do not|dont|never)\s+(?:\w+\s+)?(?:restart|bounce|do|run|execute|propose|touch|go|open|create|send|approve|deny|withdraw"
            + orders + @")|never ?mind|nvm|just kidding|jk|scratch that|cancel (?:that|this|it)|hold on|hang on|forget it|on second thought)\b|\bwait\s*(?:[,.!]|$)|\bno[,.!]? wait\b",
            Options);
    }

    /// <returns>Whether the reason of a change says more than why: then it is no plain order.</returns>
    public bool InReason(string text) => _condition.IsMatch(text) || _takenBack.IsMatch(text);

    /// <returns>Whether a text to keep or to post takes its own order back.</returns>
    public bool InText(string text) => _takenBack.IsMatch(text);

    // Each begins with the bar that sets it apart.
    private static string VerbsOf(IEnumerable<Operation> operations) =>
        string.Concat(operations.Select(o => o.Chat?.Verbs).Where(v => v is [_, ..]).Select(v => $"|{Regex.Escape(v![0].Term)}"));
}
