using System.Text.Json;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Cards;

/// <summary>Reads members of a JSON answer; what is not there is null.</summary>
public static class CardJson
{
    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public static double? Number(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;

    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    public static IReadOnlyList<string> Texts(this JsonElement json, string name) => [.. json.Items(name).Select(i => i.GetString()).OfType<string>()];

    public static DateTimeOffset? At(this JsonElement json, string name) => json.Text(name) is { } text && Timestamps.TryParse(text, out var moment) ? moment : null;

    public static IReadOnlyList<CardField> Fields(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.Object } members
        ? [.. members.EnumerateObject().Select(m => new CardField(m.Name, m.Value.ToString()))]
        : [];

    private static IReadOnlyList<JsonElement> Items(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : [];
}
