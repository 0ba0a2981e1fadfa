using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The HistoryEvent structure of GetExecutionHistory.</summary>
internal static class HistoryEventJson
{
    private static readonly string[] DataMembers = ["input", "output", "parameters"];

    public static JsonObject ToJson(EventRow row, bool includeData)
    {
        var json = new JsonObject
        {
            ["timestamp"] = TimestampJson.WriteEpochSeconds(row.At),
            ["type"] = row.Type,
            ["id"] = row.Id,
            ["previousEventId"] = row.PreviousId,
        };
        if (row.DetailsName is { } member && JsonText.Parse(row.Details ?? "{}") is JsonObject details)
        {
            foreach (var name in includeData ? [] : DataMembers)
            {
                details.Remove(name);
            }

            json[member] = details;
        }

        return json;
    }
}
