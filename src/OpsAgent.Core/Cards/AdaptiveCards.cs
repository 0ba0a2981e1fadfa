using System.Text.Json.Nodes;

using OpsAgent.Core.Channels;
using OpsAgent.Core.Secrets;

namespace OpsAgent.Core.Cards;

/// <summary>An answer as one Adaptive Card of version 1.5, which Teams shows: text that people or AWS wrote has no markup.</summary>
public static class AdaptiveCards
{
    // Teams takes 28 KB for a card.
    private const int LongestText = 1500;
    private const int LongestCell = 200;
    private const int MostBytes = 26 * 1024;

    public static JsonObject Of(string reply, IReadOnlyList<Card> cards)
    {
        var body = new JsonArray(Block(reply));
        var size = body.ToJsonString().Length;
        foreach (var card in cards)
        {
            JsonArray parts = [.. Parts(card)];
            size += parts.ToJsonString().Length;
            if (size > MostBytes)
            {
                body.Add((JsonNode)Block("There is more than fits here: see the console."));
                break;
            }

            body.Add((JsonNode)new JsonObject { ["type"] = "Container", ["separator"] = true, ["spacing"] = "Medium", ["items"] = parts });
        }

        return new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.5",
            ["body"] = body,
        };
    }

    private static IEnumerable<JsonNode> Parts(Card card)
    {
        var outline = CardOutline.Of(card);
        var head = Block(outline.Head);
        head["weight"] = "Bolder";
        head["color"] = outline.Tone switch { Tone.Ok => "Good", Tone.Warning => "Warning", Tone.Bad => "Attention", _ => "Default" };
        yield return head;
        if (outline.Fields.Count > 0)
        {
            yield return new JsonObject
            {
                ["type"] = "FactSet",
                ["facts"] = new JsonArray([.. outline.Fields.Select(f => (JsonNode)new JsonObject { ["title"] = Text(f.Name, LongestCell), ["value"] = Text(f.Value, LongestText) })]),
            };
        }

        if (outline.Columns.Count > 0)
        {
            yield return new JsonObject
            {
                ["type"] = "Table",
                ["firstRowAsHeader"] = true,
                ["columns"] = new JsonArray([.. outline.Columns.Select(_ => (JsonNode)new JsonObject { ["width"] = 1 })]),
                ["rows"] = new JsonArray([.. outline.Rows.Prepend(outline.Columns).Select(r => (JsonNode)Row(r))]),
            };
        }

        foreach (var line in outline.Lines)
        {
            yield return Block(line);
        }
    }

    private static JsonObject Row(IReadOnlyList<string> cells) => new()
    {
        ["type"] = "TableRow",
        ["cells"] = new JsonArray([.. cells.Select(c => (JsonNode)new JsonObject { ["type"] = "TableCell", ["items"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = Text(c, LongestCell), ["wrap"] = true }) })]),
    };

    private static JsonObject Block(string text) => new() { ["type"] = "TextBlock", ["text"] = Text(text, LongestText), ["wrap"] = true };

    private static string Text(string text, int most)
    {
        var clean = Inert.Text(text);
        return AdaptiveText.Escape(clean.Length <= most ? clean : $"{Legible.Of(clean[..(most - 3)], lines: true)}...");
    }
}
