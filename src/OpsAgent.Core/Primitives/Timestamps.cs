using System.Globalization;

namespace OpsAgent.Core.Primitives;

/// <summary>The format of timestamps: ISO 8601, UTC, milliseconds, <c>Z</c>.</summary>
public static class Timestamps
{
    public static string Text(DateTimeOffset timestamp) =>
        timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>For people: <c>2026-03-14 09:14:52 UTC</c>.</summary>
    public static string Display(DateTimeOffset timestamp) => timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset timestamp) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out timestamp);
}
