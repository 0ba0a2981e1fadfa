using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One page of a listing: asks for one row more than it shows, to know whether there is a next.</summary>
internal static class Page
{
    private const int DefaultSize = 100;
    private const int LargestSize = 1000;

    public static int Size(RequestFields fields) => fields.Whole("maxResults", LargestSize) is { } size and > 0 ? size : DefaultSize;

    public static JsonObject Of<T>(string member, List<T> rows, int size, Func<T, JsonObject> show, string listing, Func<T, string> position)
    {
        var page = new JsonObject { [member] = new JsonArray([.. rows.Take(size).Select(show)]) };
        if (rows.Count > size)
        {
            page["nextToken"] = PageToken.Write(listing, position(rows[size - 1]));
        }

        return page;
    }

    public static long Number(string? position, long otherwise) =>
        position is null ? otherwise : long.Parse(position, CultureInfo.InvariantCulture);
}
