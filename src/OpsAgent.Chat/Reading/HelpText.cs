using System.Text;

using OpsAgent.Core.Operations;

namespace OpsAgent.Chat.Reading;

/// <summary>What can be asked, with phrases to copy; operations that have none are named.</summary>
public static class HelpText
{
    public const string Short = "Write \"help\" for what I can do.";

    public static string Of(OperationCatalog catalog)
    {
        var text = new StringBuilder("I look at once, and I only propose changes: another person approves each.\n");
        foreach (var operation in catalog.Operations)
        {
            var examples = operation.Chat?.Examples ?? [];
            text.Append(examples.Count == 0 ? $"- {operation.Title}\n" : $"- {operation.Title}: {string.Join(" | ", examples)}\n");
        }

        return text
            .Append("- Proposals: pending | status of <proposal id>. To approve, deny or withdraw one, use the buttons on its card in the console.\n")
            .Append("I remember what we speak of: \"and its cpu?\", \"same for the last 3 hours\", \"reboot it because <why>\".")
            .ToString();
    }
}
