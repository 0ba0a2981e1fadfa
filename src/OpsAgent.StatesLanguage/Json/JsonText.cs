using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>JSON in and out as Step Functions does it: compact, not escaped beyond need, numbers kept as they were written.</summary>
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
            node = Build(document.RootElement);
            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second kind is an escaped half of a surrogate pair, which the parser lets through and its strings do not.
            problem = FirstSentence(malformed.Message);
            return false;
        }
    }

    /// <summary>Parses text that this engine wrote itself.</summary>
    public static JsonNode? Parse(string text) =>
        TryParse(text, out var node, out var problem) ? node : throw new InvalidDataException(problem);

    public static JsonNode? Copy(JsonNode? node) => node?.DeepClone();

    // By hand, because JsonNode.Parse throws late on a repeated name; Step Functions keeps the last.
    private static JsonNode? Build(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = Build(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                var items = new JsonArray();
                foreach (var item in element.EnumerateArray())
                {
                    items.Add(Build(item));
                }

                return items;
            case JsonValueKind.String:
                return JsonValue.Create(element.GetString());
            case JsonValueKind.True:
                return JsonValue.Create(true);
            case JsonValueKind.False:
                return JsonValue.Create(false);
            case JsonValueKind.Number:
                // Small whole numbers need no document of their own; everything else keeps its spelling.
                return element.TryGetInt64(out var whole) && IsPlain(element.GetRawText(), whole)
                    ? JsonValue.Create(whole)
                    : JsonValue.Create(element.Clone());
            default:
                return null;
        }
    }

    private static bool IsPlain(string raw, long whole) => raw == whole.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
