using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Type tests and conversions of JSON values, whether parsed or created.</summary>
internal static class JsonNodeExtensions
{
    public static bool IsString(this JsonNode? node, out string value)
    {
        if (node is JsonValue jsonValue && jsonValue.GetValueKind() == JsonValueKind.String)
        {
            value = jsonValue.GetValue<string>();
            return true;
        }

        value = "";
        return false;
    }

    public static bool IsNumber(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number;

    public static bool IsBoolean(this JsonNode? node, out bool value)
    {
        value = false;
        if (node is not JsonValue jsonValue || jsonValue.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            return false;
        }

        value = jsonValue.GetValueKind() == JsonValueKind.True;
        return true;
    }

    public static bool IsWholeNumber(this JsonNode? node, out long value)
    {
        value = 0;
        return node.IsNumber()
            && long.TryParse(node!.ToJsonText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryDecimal(this JsonNode? node, out decimal value)
    {
        value = 0;
        return node.IsNumber() && decimal.TryParse(node!.ToJsonText(), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    public static double AsDouble(this JsonNode? node) =>
        double.Parse(node!.ToJsonText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static string ToJsonText(this JsonNode? node) => JsonText.Write(node);
}
