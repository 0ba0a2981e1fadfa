using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Slack;

namespace OpsAgent.Functions.Webhooks;

/// <summary>A post as a Slack incoming webhook takes it: plain-text blocks, and the same as text for notifications.</summary>
internal static class SlackMessage
{
    // Slack takes 3000 characters in a text object; escaped, one character may become five.
    private const int LargestText = 3000;

    public static JsonObject Of(string heading, string text)
    {
        var blocks = new JsonArray();
        foreach (var part in TextParts.Of($"{heading}\n{text}", SlackText.Plain, LargestText))
        {
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "section",
                ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = part, ["emoji"] = false },
            });
        }

        return new JsonObject
        {
            ["text"] = SlackText.Plain($"{heading}\n{text}"),
            ["mrkdwn"] = false,
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
            ["blocks"] = blocks,
        };
    }
}
