using System.Text;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>What can be asked, with phrases to copy; operations that have none are named.</summary>
public static class HelpText
{
    public static string Of(OperationCatalog catalog, Language? language = null)
    {
        var text = new StringBuilder("I look at once. Of a change, a record or a post I show a draft, and only what you confirm is proposed, recorded or posted; another person approves each change.\n");
        foreach (var operation in catalog.Operations)
        {
            var examples = (language ?? Language.English).WordsOf(operation.Name).Examples;
            text.Append(examples.Count == 0 ? $"- {operation.Title}\n" : $"- {operation.Title}: {string.Join(" | ", examples)}\n");
        }

        return text
            .Append("- Proposals: pending | status of <proposal id>. To approve, deny or withdraw one, use the buttons on its card in the console.\n")
            .Append("I remember what we speak of: \"and its cpu?\", \"same for the last 3 hours\", \"reboot it because <why>\". You can paste an alarm, an event or a link of the AWS console.")
            .ToString();
    }

    /// <returns>What to say to a message that was not understood, with forms to copy.</returns>
    public static string Unknown(OperationCatalog catalog, Language? language = null) =>
        $"I did not understand that, and did nothing. I read English, in forms such as: {string.Join(" | ", catalog.Operations.Select(o => (language ?? Language.English).WordsOf(o.Name).Examples).Where(e => e.Count > 0).Select(e => e[0]))}. \"help\" shows all.";
}
