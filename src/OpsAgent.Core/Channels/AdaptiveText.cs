using System.Text;

namespace OpsAgent.Core.Channels;

/// <summary>Text that people wrote, for an Adaptive Card's TextBlock: shown as it is, without Markdown.</summary>
public static class AdaptiveText
{
    private const string Markup = "\\`*_{}[]()<>#+-.!|~&@:";

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (Markup.Contains(character, StringComparison.Ordinal))
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
