using System.Text.Json;

namespace OpsAgent.Functions.ChatServices.Slack;

/// <summary>Members of JSON that another party wrote, of which nothing may be taken for granted.</summary>
internal static class JsonMembers
{
    /// <returns>The member; undefined where this is no object or has none.</returns>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <returns>The text of the member, or null.</returns>
    public static string? Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
