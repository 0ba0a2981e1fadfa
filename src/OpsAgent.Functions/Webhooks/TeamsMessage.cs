using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Teams;

namespace OpsAgent.Functions.Webhooks;

/// <summary>The message of a Teams Workflows webhook: one Adaptive Card with a text block for each line.</summary>
internal static class TeamsMessage
{
    // Keeps the card within Teams' 28 KB; further lines share the last block.
    private const int MaxBlocks = 60;

    public static JsonObject Create(string heading, string text)
    {
        var body = new JsonArray(Block(heading, "Default", "Bolder"));
        var lines = text.Split('\n');
        foreach (var line in lines.Take(MaxBlocks).Append(string.Join(' ', lines.Skip(MaxBlocks))).Where(l => !string.IsNullOrWhiteSpace(l)))
        {
            body.Add((JsonNode)Block(line, "Small", "Default"));
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["body"] = body,
                },
            }),
        };
    }

    private static JsonObject Block(string text, string spacing, string weight) => new()
    {
        ["type"] = "TextBlock",
        ["text"] = AdaptiveCardText.Escape(text),
        ["wrap"] = true,
        ["spacing"] = spacing,
        ["weight"] = weight,
    };
}
