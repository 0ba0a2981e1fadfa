using System.Text.RegularExpressions;

using OpsAgent.Core.Text;

namespace OpsAgent.Functions.Api.Pipeline;

/// <summary>
/// A path as it is told: its segments where they are words or ids as routes have them. Anything else a caller put there
/// may be a secret cut into pieces, which no pattern finds.
/// </summary>
public static partial class LoggablePath
{
    private const int MaxSegments = 6;

    public static string Of(string? path)
    {
        var segments = (path ?? string.Empty).Split('/', MaxSegments + 2);
        var shown = segments.Take(MaxSegments + 1).Select(s => s.Length == 0 || Word().IsMatch(s) ? s : "...");
        return Redactor.Text(string.Join('/', segments.Length > MaxSegments + 1 ? shown.Append("...") : shown));
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
