using System.Text.RegularExpressions;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>Validation of names, ids and ages in a cloud file.</summary>
internal static partial class CloudNames
{
    /// <summary>90 days, the length of CloudTrail's event history.</summary>
    public const double MaxMinutesAgo = 129_600;

    public const string Rule = "1 to 255 letters, digits, - and _";

    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    public static bool IsHexId(string? text) => text is not null && HexId().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[0-9a-f]{16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexId();
}
