using System.Globalization;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>The units of AWS's own metrics, which GetMetricData does not answer, and how a value reads in its unit.</summary>
internal static class MetricUnits
{
    /// <returns>CloudWatch's word for the unit, or null for a metric that AWS did not define or that is not known.</returns>
    public static string? Of(MetricIdentity metric, string statistic) => statistic == "SampleCount" ? "Count" : MetricTraits.Of(metric.Namespace, metric.Name).Unit;

    public static string Describe(double value, string? unit) => unit switch
    {
        "Percent" => $"{Number(value)} %",
        "Seconds" => $"{Number(value)} s",
        "Milliseconds" => $"{Number(value)} ms",
        "Bytes" => Bytes(value),
        _ => Number(value),
    };

    private static string Bytes(double value) => Math.Abs(value) switch
    {
        < 1_000 => $"{Number(value)} B",
        < 1_000_000 => $"{Number(value / 1_000)} kB",
        < 1_000_000_000 => $"{Number(value / 1_000_000)} MB",
        _ => $"{Number(value / 1_000_000_000)} GB",
    };

    // Three digits are what a person compares.
    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.#", _ => "0.##" }, CultureInfo.InvariantCulture);
}
