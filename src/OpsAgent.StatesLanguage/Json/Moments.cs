using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Moments in stored state: ticks, so that a restart finds the very same deadline.</summary>
internal static class Moments
{
    private const decimal MillisecondsPerSecond = 1000m;

    public static JsonNode? Write(DateTimeOffset? at) => at?.UtcTicks;

    public static DateTimeOffset? Read(JsonNode? node) => node.IsWholeNumber(out var ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>As the wire has it: seconds since 1970 with milliseconds.</summary>
    public static JsonNode OnWire(DateTimeOffset at) => JsonValue.Create(at.ToUnixTimeMilliseconds() / MillisecondsPerSecond);
}
