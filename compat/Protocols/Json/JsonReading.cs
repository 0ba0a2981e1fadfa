using System.Globalization;
using System.Text.Json;
using Amazon.Runtime.Documents;
using Amazon.Util;

namespace Amazon.Compat.Protocols.Json;

/// <summary>Reads a member by its wire name; what is absent or null is null, as in the published packages.</summary>
internal static class JsonReading
{
    extension(JsonElement json)
    {
        public string Text(string name) => json.Find(name) is { } value ? Text(value) : null;

        public int? Int(string name) => json.Find(name)?.GetInt32();

        public long? Long(string name) => json.Find(name)?.GetInt64();

        public double? Double(string name) => json.Find(name) is { } value ? Double(value) : null;

        public bool? Flag(string name) => json.Find(name)?.GetBoolean();

        /// <summary>Epoch seconds, or (from some emulators) ISO 8601; always UTC.</summary>
        public DateTime? Time(string name) => json.Find(name) is { } value ? Time(value) : null;

        public MemoryStream Blob(string name) => json.Find(name) is { } value ? new MemoryStream(value.GetBytesFromBase64()) : null;

        public Document Document(string name) => json.Find(name) is { } value ? Document(value) : default;

        public T Structure<T>(string name, Func<JsonElement, T> read) where T : class =>
            json.Find(name) is { } value ? read(value) : null;

        public List<T> List<T>(string name, Func<JsonElement, T> read) =>
            json.Find(name) is { } value ? List(value, read) : null;

        public Dictionary<string, T> Map<T>(string name, Func<JsonElement, T> read) =>
            json.Find(name)?.EnumerateObject().ToDictionary(static entry => entry.Name, entry => read(entry.Value));

        private JsonElement? Find(string name) =>
            json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
                ? value
                : null;
    }

    /// <summary>The text of a list item or map entry.</summary>
    public static string Text(JsonElement value) => value.GetString();

    /// <summary>A number, or one of the three that JSON has no number for: <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public static double Double(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString(), CultureInfo.InvariantCulture)
        : value.GetDouble();

    public static DateTime Time(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetDateTimeOffset().UtcDateTime
        : AWSSDKUtils.EPOCH_START.AddTicks((long)(value.GetDecimal() * TimeSpan.TicksPerSecond));

    /// <summary>JSON of somebody's own, such as what a model wants to call a tool with.</summary>
    public static Document Document(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new Document(value.EnumerateObject().ToDictionary(static entry => entry.Name, static entry => Document(entry.Value))),
        JsonValueKind.Array => new Document(List(value, Document)),
        JsonValueKind.String => new Document(value.GetString()),
        JsonValueKind.True or JsonValueKind.False => new Document(value.GetBoolean()),
        JsonValueKind.Number when value.TryGetInt32(out var number) => new Document(number),
        JsonValueKind.Number when value.TryGetInt64(out var number) => new Document(number),
        JsonValueKind.Number => new Document(value.GetDouble()),
        _ => default,
    };

    /// <summary>The strings of a list inside a list or map.</summary>
    public static List<string> Texts(JsonElement value) => List(value, Text);

    private static List<T> List<T>(JsonElement value, Func<JsonElement, T> read) => [.. value.EnumerateArray().Select(read)];
}
