using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>History events as the wire shows them.</summary>
internal static class EventView
{
    private static readonly string[] Data = ["input", "output", "parameters"];

    public static JsonObject Show(EventRow row, bool withData)
    {
        var shown = new JsonObject
        {
            ["timestamp"] = Moments.OnWire(row.At),
            ["type"] = row.Type,
            ["id"] = row.Id,
            ["previousEventId"] = row.Previous,
        };
        if (row.Member is { } member && JsonText.Parse(row.Details ?? "{}") is JsonObject details)
        {
            foreach (var name in withData ? [] : Data)
            {
                details.Remove(name);
            }

            shown[member] = details;
        }

        return shown;
    }
}
