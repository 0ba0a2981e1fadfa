using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One page of a listingName. Callers read <c>maxResults</c> + 1 rows: the extra row says that there is a next page.</summary>
internal static class Page
{
    private const int DefaultSize = 100;
    private const int MaxSize = 1000;

    public static int Size(RequestFields fields) => fields.Integer("maxResults", MaxSize) is { } maxResults and > 0 ? maxResults : DefaultSize;

    public static JsonObject Create<T>(string member, List<T> rows, int maxResults, Func<T, JsonObject> toJson, string listingName, Func<T, string> position)
    {
        var page = new JsonObject { [member] = new JsonArray([.. rows.Take(maxResults).Select(toJson)]) };
        if (rows.Count > maxResults)
        {
            page["nextToken"] = PageToken.Encode(listingName, position(rows[maxResults - 1]));
        }

        return page;
    }

    public static long ParsePosition(string? position, long defaultValue) =>
        position is null ? defaultValue : long.Parse(position, CultureInfo.InvariantCulture);
}
