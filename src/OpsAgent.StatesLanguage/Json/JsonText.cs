using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Parses and writes JSON as Step Functions does: compact, with the fewest escapes, numbers kept as written.</summary>
internal static class JsonText
{
    private const int MaxDepth = 512;

    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        JsonPrinter.Print(node, text);
        return text.ToString();
    }

    public static bool TryParse(string text, out JsonNode? node) => TryParse(text, out node, out _);

    public static bool TryParse(string text, out JsonNode? node, out string problem)
    {
        problem = "";
        node = null;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            node = ToNode(document.RootElement);
            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate, which the parser accepts and GetString does not.
            problem = WithoutPath(malformed.Message);
            return false;
        }
    }

    /// <summary>Parses text that this engine wrote itself.</summary>
    public static JsonNode? Parse(string text) =>
        TryParse(text, out var node, out var problem) ? node : throw new InvalidDataException(problem);

    public static JsonNode? Copy(JsonNode? node) => node?.DeepClone();

    // Not JsonNode.Parse, which throws on a duplicate member name; Step Functions takes the last one.
    private static JsonNode? ToNode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = ToNode(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                var items = new JsonArray();
                foreach (var item in element.EnumerateArray())
                {
                    items.Add(ToNode(item));
                }

                return items;
            case JsonValueKind.String:
                return JsonValue.Create(element.GetString());
            case JsonValueKind.True:
                return JsonValue.Create(true);
            case JsonValueKind.False:
                return JsonValue.Create(false);
            case JsonValueKind.Number:
                // Integers need no JsonDocument, and -0 is 0 as recorded on AWS; any other number keeps its spelling.
                return element.TryGetInt64(out var integer) ? JsonValue.Create(integer) : JsonValue.Create(element.Clone());
            default:
                return null;
        }
    }

    private static string WithoutPath(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
