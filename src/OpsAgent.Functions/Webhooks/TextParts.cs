using System.Text;

namespace OpsAgent.Functions.Webhooks;

/// <summary>Text in parts that fit where they are shown.</summary>
internal static class TextParts
{
    /// <returns>Parts of the text, escaped, each of at most so many characters: cut between lines where one ends, and never inside a character or an escape.</returns>
    public static IReadOnlyList<string> Of(string text, Func<string, string> escape, int largest)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        foreach (var piece in text.Split('\n').SelectMany((line, at) => Pieces(at == 0 ? line : $"\n{line}", escape, largest)))
        {
            if (part.Length > 0 && part.Length + piece.Length > largest)
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

    private static IEnumerable<string> Pieces(string line, Func<string, string> escape, int largest)
    {
        var whole = escape(line);
        if (whole.Length <= largest)
        {
            return [whole];
        }

        return line.EnumerateRunes().Select(r => escape(r.ToString()));
    }
}
