using System.Text.Json.Nodes;

using OpsAgent.Core.Primitives;

namespace OpsAgent.TestKit.Teams;

/// <summary>Activities as Teams sends them, with all that stands in them beside what is read.</summary>
public static class TeamsActivities
{
    public const string Channel = "19:253b1f341670408fb6fe9050b6e5ceb7@thread.tacv2;messageid=1700000000001";
    public const string EngineerId = "00000000-0000-4000-8000-000000000001";
    public const string LeadId = "00000000-0000-4000-8000-000000000002";
    public const string ViewerId = "00000000-0000-4000-8000-000000000003";
    public const string StrangerId = "00000000-0000-4000-8000-00000000000f";

    public static string AccountOf(string user) => $"teams:{FakeTeams.TenantId}:{user}";

    public static JsonObject Message(string serviceUrl, DateTimeOffset at, string text, string user = EngineerId, string id = "1700000000002", bool mention = true)
    {
        var activity = New(serviceUrl, at, user, id, "message");
        activity["textFormat"] = "plain";
        activity["text"] = mention ? $"<at>OpsAgent</at>&nbsp;{text}" : text;
        activity["entities"] = new JsonArray(
            new JsonObject { ["type"] = "clientInfo", ["locale"] = "en-GB", ["platform"] = "Web", ["timezone"] = "Europe/Berlin" },
            new JsonObject { ["type"] = "mention", ["mentioned"] = new JsonObject { ["id"] = FakeTeams.BotId, ["name"] = "OpsAgent" }, ["text"] = "<at>OpsAgent</at>" });
        return activity;
    }

    /// <summary>A press on a button of the message <paramref name="messageId"/>.</summary>
    public static JsonObject Press(string serviceUrl, DateTimeOffset at, string verb, JsonObject data, string user = LeadId, string id = "f:0a1b2c3d", string messageId = "1700000000001", string trigger = "manual")
    {
        var activity = New(serviceUrl, at, user, id, "invoke");
        activity["name"] = "adaptiveCard/action";
        activity["replyToId"] = messageId;
        activity["value"] = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = "a title", ["verb"] = verb, ["data"] = data }, ["trigger"] = trigger };
        return activity;
    }

    /// <summary>A message to an outgoing webhook, which has no recipient and a null for what it does not say.</summary>
    public static JsonObject ToWebhook(DateTimeOffset at, string text, string user = EngineerId, string id = "1700000000009")
    {
        var activity = New("https://smba.trafficmanager.net/emea-client-ss.msg/", at, user, id, "message");
        activity["text"] = $"<at>OpsAgent</at> {text}\n";
        activity["recipient"] = null;
        activity["membersAdded"] = new JsonArray();
        activity["entities"] = new JsonArray(new JsonObject { ["type"] = "clientInfo", ["locale"] = "en-US" });
        activity["value"] = null;
        activity["replyToId"] = null;
        return activity;
    }

    public static JsonObject Arrival(string serviceUrl, DateTimeOffset at, string member = FakeTeams.BotId)
    {
        var activity = New(serviceUrl, at, EngineerId, "f:arrival", "conversationUpdate");
        activity["membersAdded"] = new JsonArray(new JsonObject { ["id"] = member });
        return activity;
    }

    private static JsonObject New(string serviceUrl, DateTimeOffset at, string user, string id, string type) => new()
    {
        ["type"] = type,
        ["id"] = id,
        ["timestamp"] = Timestamps.Text(at),
        ["localTimestamp"] = Timestamps.Text(at),
        ["serviceUrl"] = serviceUrl,
        ["channelId"] = "msteams",
        ["from"] = new JsonObject { ["id"] = $"29:1{user}", ["name"] = "Somebody", ["aadObjectId"] = user },
        ["conversation"] = new JsonObject { ["isGroup"] = true, ["conversationType"] = "channel", ["tenantId"] = FakeTeams.TenantId, ["id"] = Channel },
        ["recipient"] = new JsonObject { ["id"] = FakeTeams.BotId, ["name"] = "OpsAgent" },
        ["channelData"] = new JsonObject
        {
            ["teamsChannelId"] = "19:253b1f341670408fb6fe9050b6e5ceb7@thread.tacv2",
            ["team"] = new JsonObject { ["id"] = "19:team@thread.tacv2" },
            ["channel"] = new JsonObject { ["id"] = "19:253b1f341670408fb6fe9050b6e5ceb7@thread.tacv2" },
            ["tenant"] = new JsonObject { ["id"] = FakeTeams.TenantId },
        },
    };
}
