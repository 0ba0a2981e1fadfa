using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

internal static class TextFunctions
{
    private const int MaxTextLength = 10_000;

    public static readonly Intrinsic[] All =
    [
        new("States.Format", 1, int.MaxValue, Formatting.Format),
        new("States.StringToJson", 1, 1, arguments => ToJson(arguments.Text(0))),
        new("States.JsonToString", 1, 1, arguments => arguments[0].ToJsonText()),
        new("States.StringSplit", 2, 2, arguments => Split(arguments.Text(0), arguments.Text(1))),
        new("States.Base64Encode", 1, 1, arguments => Convert.ToBase64String(Encoding.UTF8.GetBytes(CheckLength(arguments.Text(0))))),
        new("States.Base64Decode", 1, 1, arguments => Decode(CheckLength(arguments.Text(0)))),
        new("States.Hash", 2, 2, arguments => Hash(arguments[0], arguments.Text(1))),
        new("States.JsonMerge", 3, 3, arguments => Merge(arguments.Object(0), arguments.Object(1), arguments.Boolean(2))),
        new("States.UUID", 0, 0, _ => Ids.NewUuid()),
    ];

    private static string CheckLength(string text) => text.Length <= MaxTextLength
        ? text
        : throw new IntrinsicArgumentException("The text must not be longer than 10,000 characters");

    // As recorded on AWS: a blank text is null.
    private static JsonNode? ToJson(string text) => string.IsNullOrWhiteSpace(text) ? null : JsonText.TryParse(text, out var node, out var problem)
        ? node
        : throw new IntrinsicArgumentException($"The text is not JSON: {problem}");

    // Every character of the second argument is a delimiter and empty parts are dropped, as in the documentation's example.
    private static JsonArray Split(string text, string separators) => separators.Length == 0
        ? new JsonArray(text)
        : new JsonArray([.. text.Split(separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries).Select(part => (JsonNode?)part)]);

    private static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written)
            ? Encoding.UTF8.GetString(bytes, 0, written)
            : throw new IntrinsicArgumentException("The text is not Base64");
    }

    private static string Hash(JsonNode? data, string algorithm)
    {
        var bytes = Encoding.UTF8.GetBytes(CheckLength(data.IsString(out var text) ? text : data.ToJsonText()));
#pragma warning disable CA5350, CA5351 // the Amazon States Language names these algorithms; nothing here relies on their strength
        var hash = algorithm switch
        {
            "MD5" => MD5.HashData(bytes),
            "SHA-1" => SHA1.HashData(bytes),
            "SHA-256" => SHA256.HashData(bytes),
            "SHA-384" => SHA384.HashData(bytes),
            "SHA-512" => SHA512.HashData(bytes),
            _ => throw new IntrinsicArgumentException($"'{algorithm}' is not one of MD5, SHA-1, SHA-256, SHA-384, SHA-512"),
        };
#pragma warning restore CA5350, CA5351
        return Convert.ToHexStringLower(hash);
    }

    private static JsonObject Merge(JsonObject first, JsonObject second, bool deep)
    {
        if (deep)
        {
            throw new IntrinsicArgumentException("Only shallow merging is supported: the third argument must be false");
        }

        var merged = (JsonObject)first.DeepClone();
        foreach (var (name, value) in second)
        {
            merged[name] = JsonText.Copy(value);
        }

        return merged;
    }
}
