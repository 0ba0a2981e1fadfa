using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Text;
using OpsAgent.Core.Cards;
using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Slack;

/// <summary>An answer as a Slack message of Block Kit: text that people or AWS wrote formats, mentions and links nothing.</summary>
public static class SlackCards
{
    // Slack takes 50 blocks, 3000 characters of text, ten fields of 2000 characters each.
    private const int MaxBlocks = 50;
    private const int MaxTextLength = 2900;
    private const int MaxFields = 10;

    public static JsonObject Of(string reply, IReadOnlyList<Card> cards)
    {
        var blocks = new List<JsonObject> { Plain(reply) };
        blocks.AddRange(cards.SelectMany(Blocks));
        return new JsonObject
        {
            ["text"] = SlackText.Plain(Cut(Sanitizer.Text(reply), MaxTextLength)),
            ["mrkdwn"] = false,
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
            ["blocks"] = new JsonArray([.. blocks.Take(MaxBlocks)]),
        };
    }

    private static IEnumerable<JsonObject> Blocks(Card card)
    {
        var outline = CardOutline.Of(card);
        yield return new JsonObject { ["type"] = "divider" };
        yield return Section(Markdown($"*{Escaped(outline.Head, MaxTextLength)}*"));
        foreach (var fields in outline.Fields.Chunk(MaxFields))
        {
            yield return new JsonObject
            {
                ["type"] = "section",
                ["fields"] = new JsonArray([.. fields.Select(f => (JsonNode)Markdown($"*{Escaped(f.Name, 100)}*\n{Escaped(f.Value, 1500)}"))]),
            };
        }

        if (outline.Columns.Count > 0)
        {
            yield return Section(Markdown($"```{Table(outline)}```"));
        }

        foreach (var line in outline.Lines)
        {
            yield return Plain(line);
        }
    }

    // Whole rows only, so that the fence is always closed behind an escape that is whole.
    private static string Table(CardOutline outline)
    {
        var lines = TextTable.Of(outline.Columns, [.. outline.Rows.Select(r => (IReadOnlyList<string>)[.. r.Select(Sanitizer.Line)])]).Split('\n').Select(l => Fenced(l)).ToList();
        while (lines.Count > 1 && lines.Sum(l => l.Length + 1) > MaxTextLength)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return string.Join('\n', lines);
    }

    // In a fence nothing is formatted, and only a backtick ends it.
    private static string Fenced(string line) => SlackText.Plain(line).Replace('`', '\u02CB');

    private static JsonObject Plain(string text) => Section(new JsonObject { ["type"] = "plain_text", ["text"] = Fitting(Sanitizer.Text(text), SlackText.Plain, MaxTextLength), ["emoji"] = false });

    private static JsonObject Section(JsonObject text) => new() { ["type"] = "section", ["text"] = text };

    private static JsonObject Markdown(string text) => new() { ["type"] = "mrkdwn", ["text"] = text, ["verbatim"] = true };

    private static string Escaped(string text, int most) => Fitting(Sanitizer.Line(text), SlackText.Escape, most);

    // Escapes make it longer; what is cut is the text and never an escape.
    private static string Fitting(string text, Func<string, string> escape, int most)
    {
        var escaped = escape(text);
        for (var length = most; escaped.Length > most; length -= length / 4)
        {
            escaped = escape(Cut(text, length));
        }

        return escaped.Length == 0 ? "-" : escaped;
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{DisplayText.Of(text[..(most - 3)], lines: true)}...";
}
