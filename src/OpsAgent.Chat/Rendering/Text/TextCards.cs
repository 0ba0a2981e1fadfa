using OpsAgent.Core.Cards;
using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Text;

/// <summary>An answer as plain text for a terminal: nothing in it steers the terminal.</summary>
public static class TextCards
{
    public static string Of(string reply, IReadOnlyList<Card> cards) => string.Join("\n\n", new[] { Sanitizer.Text(reply) }.Concat(cards.Select(Of)));

    private static string Of(Card card)
    {
        var outline = CardOutline.Of(card);
        var width = outline.Fields.Count == 0 ? 0 : outline.Fields.Max(f => f.Name.Length);
        List<string> lines =
        [
            Sanitizer.Line(outline.Head),
            .. outline.Fields.Select(f => $"  {Sanitizer.Line(f.Name).PadRight(width)}  {Sanitizer.Line(f.Value)}"),
        ];
        if (outline.Columns.Count > 0)
        {
            var table = TextTable.Of(outline.Columns, [.. outline.Rows.Select(r => (IReadOnlyList<string>)[.. r.Select(Sanitizer.Line)])]);
            lines.AddRange(table.Split('\n').Select(l => $"  {l}"));
        }

        lines.AddRange(outline.Lines.Select(l => $"  {Sanitizer.Line(l)}"));
        return string.Join('\n', lines);
    }
}
