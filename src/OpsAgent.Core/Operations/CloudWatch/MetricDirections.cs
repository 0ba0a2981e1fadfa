namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What a metric's name says of whether more of it is better.</summary>
internal static class MetricDirections
{
    // The first that the name contains decides.
    private static readonly (string Part, bool LowerIsBetter)[] Parts =
    [
        ("UnHealthy", true), ("Unhealthy", true), ("Healthy", false),
        ("CreditBalance", false), ("Free", false), ("Available", false), ("Success", false), ("RunningTask", false),
        ("5XX", true), ("5xx", true), ("4XX", true), ("4xx", true), ("Error", true), ("Fault", true), ("Fail", true), ("Throttle", true), ("Reject", true),
        ("Timeout", true), ("Dropped", true), ("Latency", true), ("ResponseTime", true), ("Duration", true), ("Utilization", true), ("used_percent", true),
        ("Queue", true), ("MessagesVisible", true), ("AgeOfOldest", true), ("Lag", true), ("Swap", true),
    ];

    /// <returns>Null where the name does not say.</returns>
    public static bool? IsLowerBetter(string metric)
    {
        foreach (var (part, lowerIsBetter) in Parts)
        {
            if (metric.Contains(part, StringComparison.Ordinal))
            {
                return lowerIsBetter;
            }
        }

        return null;
    }
}
