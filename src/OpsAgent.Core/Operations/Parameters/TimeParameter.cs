using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.Parameters;

/// <summary>A moment in ISO 8601: a date, or a date and a time; without a zone it is UTC. Kept in UTC, to the millisecond.</summary>
public sealed partial class TimeParameter(string name, string description) : Parameter(name, description)
{
    private const int MaxLength = 40;

    // A point and what .NET keeps of a second.
    private const int MaxFraction = 8;

    public override string Rule => "a time in ISO 8601, such as 2026-11-27T10:00:00Z or 2026-11-27T11:00+01:00; without a zone it is UTC";

    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = MaxLength };

    internal override JsonNode? Read(JsonElement given, out string? broken)
    {
        var moment = given.ValueKind is JsonValueKind.String ? Parse(given.GetString()!.Trim()) : null;
        broken = moment is null ? Rule : null;
        return moment is { } at ? Timestamps.Text(at) : null;
    }

    private static DateTimeOffset? Parse(string text)
    {
        if (Written().Match(text) is not { Success: true, Groups: var part })
        {
            return null;
        }

        var zone = part["zone"].Value.Trim().ToUpperInvariant() switch
        {
            "" or "Z" => "+00:00",
            ['+' or '-', ..] offset => Offset(offset[0], offset[1..]),
            // In a query string a plus that was not escaped arrives as a blank.
            var offset => Offset('+', offset),
        };
        var time = part["time"].Success ? part["time"].Value : "00:00";
        var fraction = part["fraction"].Value is { Length: > MaxFraction } finer ? finer[..MaxFraction] : part["fraction"].Value;
        return DateTimeOffset.TryParseExact(
            $"{part["date"].Value}T{time}{fraction}{zone}",
            ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out var moment) ? moment : null;

        static string Offset(char sign, string digits) => $"{sign}{digits[..2]}:{(digits.Length > 2 ? digits[^2..] : "00")}";
    }

    [GeneratedRegex(
        "^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([Tt ](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)(?<fraction>[.][0-9]{1,9})?(?<zone> ?[Zz]| ?[+-][0-9]{2}(:?[0-9]{2})?| [0-9]{2}(:?[0-9]{2})?)?)?\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
