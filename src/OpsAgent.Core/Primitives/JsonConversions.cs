using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Core.Primitives;

/// <summary>Between JSON that is being built (nodes) and JSON that is kept (elements, which nobody can change).</summary>
public static class JsonConversions
{
    public static JsonElement ToElement(this JsonNode node)
    {
        return JsonSerializer.SerializeToElement(node, CoreJson.Default.JsonNode);
    }

    public static JsonNode? ToNode(this JsonElement element) => JsonSerializer.Deserialize(element, CoreJson.Default.JsonNode);

    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    /// <summary>Half a surrogate pair passes the parser and throws when the text is read: ask before reading.</summary>
    public static bool IsReadable(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(m => m.Name is not null && IsReadable(m.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsReadable),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
