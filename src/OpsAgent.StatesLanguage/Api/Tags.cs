using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Tags: stored as the text of one JSON object, null for none; a list of <c>{"key":…,"value":…}</c> on the wire.</summary>
internal static class Tags
{
    private const int MaxTags = 50;
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 256;
    private const string Symbols = "_.:/=+-@";

    /// <exception cref="ApiErrorException">SerializationException or ValidationException.</exception>
    public static JsonObject Read(JsonArray list)
    {
        var tags = new JsonObject();
        foreach (var item in list)
        {
            var tag = new RequestFields(item as JsonObject ?? throw ApiErrors.Serialization("Unexpected token: a tag must be a structure"));
            tags[Check("tags.member.key", tag.Required("key", MaxKeyLength))] = Check("tags.member.value", tag.Optional("value", 0, MaxValueLength) ?? "");
        }

        return tags;
    }

    /// <exception cref="ApiErrorException">SerializationException.</exception>
    public static string[] ReadKeys(JsonArray list) =>
        [.. list.Select(key => key.IsString(out var text) ? text : throw ApiErrors.Serialization("Unexpected token: a tag key must be a string"))];

    /// <exception cref="ApiErrorException">TooManyTags.</exception>
    public static string? Merge(string? existing, JsonObject added, string arn)
    {
        var tags = Parse(existing);
        foreach (var (key, value) in added)
        {
            tags[key] = JsonText.Copy(value);
        }

        return tags.Count > MaxTags ? throw ApiErrors.TooManyTags(arn) : Write(tags);
    }

    public static string? Remove(string? existing, IEnumerable<string> keys)
    {
        var tags = Parse(existing);
        foreach (var key in keys)
        {
            tags.Remove(key);
        }

        return Write(tags);
    }

    public static JsonArray ToList(string? stored) =>
        [.. Parse(stored).Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = JsonText.Copy(tag.Value) })];

    private static JsonObject Parse(string? stored) => stored is null ? [] : (JsonObject)JsonText.Parse(stored)!;

    private static string? Write(JsonObject tags) => tags.Count == 0 ? null : tags.ToJsonText();

    private static string Check(string member, string text) =>
        text.EnumerateRunes().All(rune => Rune.IsLetterOrDigit(rune) || Rune.IsWhiteSpace(rune)
            || (rune.IsAscii && Symbols.Contains((char)rune.Value, StringComparison.Ordinal)))
            ? text
            : throw ApiErrors.Validation($"Value '{text}' at '{member}' failed to satisfy constraint: tags may only contain letters, digits, white space and _ . : / = + - @");
}
