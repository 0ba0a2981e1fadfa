using System.Globalization;

namespace OpsAgent.Chat.Sessions;

/// <summary>The time zone of the times that a person says.</summary>
public static class SessionTimeZone
{
    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(14);

    /// <param name="text">An IANA name, <c>UTC</c>, or an offset such as <c>+02:00</c>; null for UTC.</param>
    /// <returns>Null where there is no such zone.</returns>
    public static TimeZoneInfo? Find(string? text) => text switch
    {
        null or "UTC" or "Etc/UTC" or "Z" => TimeZoneInfo.Utc,
        ['+' or '-', ..] => OfOffset(text),
        // Names alone: what is a path to the system's files is none.
        _ => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? zone : null,
    };

    private static TimeZoneInfo? OfOffset(string text) =>
        TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var offset) && offset <= MaxOffset
            ? TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text)
            : null;
}
