using System.Text;

namespace OpsAgent.Functions.Webhooks;

/// <summary>Splits text into parts of limited length.</summary>
internal static class TextSplitter
{
    /// <param name="maxLength">Of a part, in characters after escaping.</param>
    /// <returns>The escaped parts, split between lines where possible and never inside a character or an escape.</returns>
    public static IReadOnlyList<string> Split(string text, Func<string, string> escape, int maxLength)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        foreach (var piece in text.Split('\n').SelectMany((line, index) => Pieces(index == 0 ? line : $"\n{line}", escape, maxLength)))
        {
            if (part.Length > 0 && part.Length + piece.Length > maxLength)
            {
                parts.Add(part.ToString());
                part.Clear();
            }

            part.Append(part.Length == 0 ? piece.TrimStart('\n') : piece);
        }

        if (part.Length > 0)
        {
            parts.Add(part.ToString());
        }

        return parts;
    }

    private static IEnumerable<string> Pieces(string line, Func<string, string> escape, int maxLength)
    {
        var escaped = escape(line);
        if (escaped.Length <= maxLength)
        {
            return [escaped];
        }

        return line.EnumerateRunes().Select(r => escape(r.ToString()));
    }
}
