using System.Globalization;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>The units of AWS's own metrics, which GetMetricData does not answer, and how a value reads in its unit.</summary>
internal static class MetricUnits
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["AWS/ApplicationELB ActiveConnectionCount"] = "Count",
        ["AWS/ApplicationELB HTTPCode_ELB_4XX_Count"] = "Count",
        ["AWS/ApplicationELB HTTPCode_ELB_5XX_Count"] = "Count",
        ["AWS/ApplicationELB HTTPCode_Target_2XX_Count"] = "Count",
        ["AWS/ApplicationELB HTTPCode_Target_3XX_Count"] = "Count",
        ["AWS/ApplicationELB HTTPCode_Target_4XX_Count"] = "Count",
        ["AWS/ApplicationELB HTTPCode_Target_5XX_Count"] = "Count",
        ["AWS/ApplicationELB HealthyHostCount"] = "Count",
        ["AWS/ApplicationELB NewConnectionCount"] = "Count",
        ["AWS/ApplicationELB ProcessedBytes"] = "Bytes",
        ["AWS/ApplicationELB RejectedConnectionCount"] = "Count",
        ["AWS/ApplicationELB RequestCount"] = "Count",
        ["AWS/ApplicationELB RequestCountPerTarget"] = "Count",
        ["AWS/ApplicationELB TargetConnectionErrorCount"] = "Count",
        ["AWS/ApplicationELB TargetResponseTime"] = "Seconds",
        ["AWS/ApplicationELB UnHealthyHostCount"] = "Count",
        ["AWS/EC2 CPUCreditBalance"] = "Count",
        ["AWS/EC2 CPUCreditUsage"] = "Count",
        ["AWS/EC2 CPUUtilization"] = "Percent",
        ["AWS/EC2 DiskReadBytes"] = "Bytes",
        ["AWS/EC2 DiskReadOps"] = "Count",
        ["AWS/EC2 DiskWriteBytes"] = "Bytes",
        ["AWS/EC2 DiskWriteOps"] = "Count",
        ["AWS/EC2 NetworkIn"] = "Bytes",
        ["AWS/EC2 NetworkOut"] = "Bytes",
        ["AWS/EC2 NetworkPacketsIn"] = "Count",
        ["AWS/EC2 NetworkPacketsOut"] = "Count",
        ["AWS/EC2 StatusCheckFailed"] = "Count",
        ["AWS/EC2 StatusCheckFailed_Instance"] = "Count",
        ["AWS/EC2 StatusCheckFailed_System"] = "Count",
        ["AWS/ECS CPUUtilization"] = "Percent",
        ["AWS/ECS MemoryUtilization"] = "Percent",
        ["AWS/Lambda ConcurrentExecutions"] = "Count",
        ["AWS/Lambda Duration"] = "Milliseconds",
        ["AWS/Lambda Errors"] = "Count",
        ["AWS/Lambda Invocations"] = "Count",
        ["AWS/Lambda Throttles"] = "Count",
        ["AWS/RDS CPUUtilization"] = "Percent",
        ["AWS/RDS DatabaseConnections"] = "Count",
        ["AWS/RDS FreeStorageSpace"] = "Bytes",
        ["AWS/RDS FreeableMemory"] = "Bytes",
        ["AWS/RDS ReadLatency"] = "Seconds",
        ["AWS/RDS WriteLatency"] = "Seconds",
    };

    /// <returns>CloudWatch's word for the unit, or null for a metric that AWS did not define or that is not in the table.</returns>
    public static string? Of(MetricIdentity metric, string statistic) =>
        statistic == "SampleCount" ? "Count" : Units.GetValueOrDefault($"{metric.Namespace} {metric.Name}");

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
