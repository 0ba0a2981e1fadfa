using System.Text.RegularExpressions;

namespace OpsAgent.Chat.Reading;

/// <summary>Words after a command that take it back, put it off or make it depend on something.</summary>
internal static partial class HedgeWords
{
    /// <returns>Whether a reason says more than why: then it is no plain order.</returns>
    public static bool InReason(string text) => Condition().IsMatch(text) || TakenBack().IsMatch(text);

    /// <returns>Whether the reason of a denial or a withdrawal makes it depend on something. "Don't" and "tomorrow" are what such reasons are of.</returns>
    public static bool InEnding(string text) => Dependence().IsMatch(text);

    /// <returns>Whether a text to keep or to post takes its own order back.</returns>
    public static bool InText(string text) => TakenBack().IsMatch(text);

    [GeneratedRegex(
        @"\?|\b(?:unless|if|only (?:when|after|once)|not (?:before|until|yet|now)|but (?:not|first|only|wait|don'?t)|maybe|perhaps|tomorrow|tonight|later|should (?:i|we)|wait (?:until|for me|first)|once (?:i|we|you|he|she|they)|as soon as|and (?:then|also)|then (?:reboot|restart|scale))\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\?|\b(?:unless|if|never ?mind|nvm|on second thought|just kidding|scratch that)\b|\bwait\s*(?:[,.!]|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Dependence();

    [GeneratedRegex(
        @"\b(?:(?:don'?t|do not|dont|never)\s+(?:\w+\s+)?(?:reboot|restart|bounce|scale|do|run|execute|propose|touch|go|record|open|create|post|send|approve|deny|withdraw)|never ?mind|nvm|just kidding|jk|scratch that|cancel (?:that|this|it)|hold on|hang on|forget it|on second thought)\b|\bwait\s*(?:[,.!]|$)|\bno[,.!]? wait\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TakenBack();
}
