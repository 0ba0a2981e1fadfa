using System.Text.Json.Nodes;

using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Slack;

/// <summary>The parts of Block Kit, within Slack's limits: text that people or AWS wrote formats, mentions and links nothing.</summary>
internal static class SlackBlocks
{
    // Slack takes 3000 characters of text, ten fields of 2000 characters each.
    public const int MaxTextLength = 2900;
    private const int MaxFields = 10;
    private const int MaxFieldName = 100;
    private const int MaxFieldValue = 1500;
    private const int MaxButtonText = 75;

    public static JsonObject Divider() => new() { ["type"] = "divider" };

    public static JsonObject Plain(string text) => Section(PlainText(Fitting(Sanitizer.Text(text), SlackText.Plain, MaxTextLength)));

    /// <param name="markdown">What others wrote in it is escaped.</param>
    public static JsonObject Markdown(string markdown) => Section(MarkdownText(markdown));

    public static IEnumerable<JsonObject> Fields(IEnumerable<(string Name, string Value)> fields) => fields.Chunk(MaxFields).Select(part => new JsonObject
    {
        ["type"] = "section",
        ["fields"] = new JsonArray([.. part.Select(f => (JsonNode)MarkdownText($"*{Escaped(f.Name, MaxFieldName)}*\n{Escaped(f.Value, MaxFieldValue)}"))]),
    });

    public static JsonObject Context(string text) =>
        new() { ["type"] = "context", ["elements"] = new JsonArray(PlainText(Fitting(Sanitizer.Text(text), SlackText.Plain, MaxTextLength))) };

    public static JsonObject Actions(params IEnumerable<JsonObject> buttons) => new() { ["type"] = "actions", ["elements"] = new JsonArray([.. buttons]) };

    /// <param name="style"><c>primary</c>, <c>danger</c>, or null.</param>
    public static JsonObject Button(string actionId, string text, JsonObject value, string? style = null)
    {
        var button = ButtonOf(actionId, text);
        button["value"] = value.ToJsonString();
        if (style is not null)
        {
            button["style"] = style;
        }

        return button;
    }

    /// <summary>A button that opens a page.</summary>
    public static JsonObject Link(string actionId, string text, string url)
    {
        var button = ButtonOf(actionId, text);
        button["url"] = url;
        return button;
    }

    public static string Escaped(string text, int most) => Fitting(Sanitizer.Line(text), SlackText.Escape, most);

    public static string Cut(string text, int most) => text.Length <= most ? text : $"{DisplayText.Of(text[..(most - 3)], lines: true)}...";

    private static JsonObject ButtonOf(string actionId, string text) => new() { ["type"] = "button", ["action_id"] = actionId, ["text"] = PlainText(Cut(text, MaxButtonText)) };

    private static JsonObject Section(JsonObject text) => new() { ["type"] = "section", ["text"] = text };

    private static JsonObject PlainText(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    private static JsonObject MarkdownText(string text) => new() { ["type"] = "mrkdwn", ["text"] = text, ["verbatim"] = true };

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
}
