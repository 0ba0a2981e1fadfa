using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Writes JSON as Step Functions does. System.Text.Json would escape every character outside the Basic Multilingual Plane.</summary>
internal static class JsonPrinter
{
    private const char FirstPrintable = ' ';

    public static void Print(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                Members(members, text);
                break;
            case JsonArray items:
                Items(items, text);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                Quote(value.GetValue<string>(), text);
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static void Members(JsonObject members, StringBuilder text)
    {
        var separator = '{';
        foreach (var (name, value) in members)
        {
            text.Append(separator);
            Quote(name, text);
            text.Append(':');
            Print(value, text);
            separator = ',';
        }

        text.Append(members.Count == 0 ? "{}" : "}");
    }

    private static void Items(JsonArray items, StringBuilder text)
    {
        var separator = '[';
        foreach (var item in items)
        {
            text.Append(separator);
            Print(item, text);
            separator = ',';
        }

        text.Append(items.Count == 0 ? "[]" : "]");
    }

    private static void Quote(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < FirstPrintable => text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
