using System.Text.Json.Nodes;

using OpsAgent.Chat.Rendering.Slack;

namespace OpsAgent.Functions.Webhooks;

/// <summary>The message of a Slack incoming webhook: plain-text blocks, and the same as text for notifications.</summary>
internal static class SlackMessage
{
    // Slack's limit of a text object, in characters after escaping.
    private const int MaxTextLength = 3000;

    public static JsonObject Create(string heading, string text)
    {
        var blocks = new JsonArray();
        foreach (var part in TextSplitter.Split($"{heading}\n{text}", SlackText.Plain, MaxTextLength))
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
