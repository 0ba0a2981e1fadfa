using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.Core.Primitives;

/// <summary>Conversions between mutable JSON (JsonNode) and immutable JSON (JsonElement).</summary>
public static class JsonConversions
{
    public static JsonElement ToElement(this JsonNode node)
    {
        return JsonSerializer.SerializeToElement(node, CoreJson.Default.JsonNode);
    }

    public static JsonNode? ToNode(this JsonElement element) => JsonSerializer.Deserialize(element, CoreJson.Default.JsonNode);

    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    /// <returns>False for JSON with a lone surrogate, which the parser accepts and GetString does not.</returns>
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
