using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Timestamps in JSON: UTC ticks where stored, so that a restart reads the exact deadline, and epoch seconds in API responses.</summary>
internal static class TimestampJson
{
    private const decimal MillisecondsPerSecond = 1000m;

    public static JsonNode? WriteTicks(DateTimeOffset? at) => at?.UtcTicks;

    public static DateTimeOffset? ReadTicks(JsonNode? node) => node.IsWholeNumber(out var ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Seconds since 1970 with milliseconds, as the API answers them.</summary>
    public static JsonNode WriteEpochSeconds(DateTimeOffset at) => JsonValue.Create(at.ToUnixTimeMilliseconds() / MillisecondsPerSecond);
}
