using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>CloudWatch's statistics of a period's samples.</summary>
internal static partial class SimulatedStatistic
{
    /// <param name="statistic">CloudWatch's word.</param>
    /// <param name="ordered">At least one, the smallest first.</param>
    public static double Of(string statistic, List<double> ordered) => statistic switch
    {
        "Average" => ordered.Average(),
        "Sum" => ordered.Sum(),
        "Minimum" => ordered[0],
        "Maximum" => ordered[^1],
        "SampleCount" => ordered.Count,
        "IQM" => Average(Between(ordered, new(25, true), new(75, true))),
        _ when Short().Match(statistic) is { Success: true } match => Of(match.Groups["kind"].Value, ordered, default, new(Number(match.Groups["upper"].Value)!.Value, true)),
        _ when Long().Match(statistic) is { Success: true } match => Of(
            match.Groups["kind"].Value.ToLowerInvariant(), ordered, Bound(match.Groups["lower"].Value), Bound(match.Groups["upper"].Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "CloudWatch has no such statistic."),
    };

    private static double Of(string kind, List<double> ordered, Limit lower, Limit upper)
    {
        var between = Between(ordered, lower, upper);
        return kind switch
        {
            "p" => ordered[Math.Max(0, (int)Math.Ceiling(upper.Value!.Value / 100 * ordered.Count) - 1)],
            "tm" => Average(between),
            "tc" => between.Count,
            "ts" => between.Sum(),
            "pr" => 100.0 * between.Count / ordered.Count,
            // Winsorized: what lies outside counts as the nearest that does not.
            _ => between.Count == 0 ? 0 : ordered.Average(v => Math.Clamp(v, between[0], between[^1])),
        };
    }

    private static List<double> Between(List<double> ordered, Limit lower, Limit upper) =>
    [
        .. ordered.Where((v, i) =>
            (lower.Value is not { } from || (lower.IsPercent ? (i + 1) * 100.0 / ordered.Count > from : v >= from))
            && (upper.Value is not { } to || (upper.IsPercent ? i == 0 || (i + 1) * 100.0 / ordered.Count <= to : v <= to))),
    ];

    private static double Average(List<double> values) => values.Count == 0 ? 0 : values.Average();

    private static Limit Bound(string text) => new(Number(text.TrimEnd('%')), text.EndsWith('%'));

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <param name="Value">Null for no limit.</param>
    /// <param name="IsPercent">Of the samples, not of their values.</param>
    private readonly record struct Limit(double? Value, bool IsPercent);

    [GeneratedRegex("^(?<kind>p|tm|tc|ts|wm)(?<upper>[0-9.]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Short();

    [GeneratedRegex("^(?<kind>TM|TC|TS|WM|PR)[(](?<lower>[0-9.]*%?):(?<upper>[0-9.]*%?)[)]$", RegexOptions.CultureInvariant)]
    private static partial Regex Long();
}
