namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>How to go on from what has metrics.</summary>
internal static class MetricStep
{
    private static readonly GetCloudWatchMetrics Metrics = new();

    /// <param name="service">As <c>cluster/service</c>.</param>
    public static NextStep? ToMemory(string service) =>
        NextStep.To(Metrics, $"memory of {service} last 1h", ("resource", service), ("metric", "MemoryUtilization"), ("statistic", "Average"), ("time_window", "1h"));

    /// <returns>A window that shows how it came to what is since then.</returns>
    public static string WindowOf(DateTimeOffset since, DateTimeOffset now) =>
        (now - since).TotalHours switch { < 0.75 => "1h", < 2 => "3h", < 5 => "6h", < 20 => "24h", < 60 => "3d", _ => "7d" };

    /// <returns>The metric that the alarm looks at, in a window that shows how it came to it; the alarm by its name where no single one is known.</returns>
    public static NextStep? To(FiringAlarm alarm, DateTimeOffset now)
    {
        if (alarm.Metric is not { Dimensions.Count: > 0 } metric)
        {
            return NextStep.To(Metrics, null, ("alarm_name", alarm.Name));
        }

        var dimensions = metric.Dimensions;
        var resource = dimensions.TryGetValue("ClusterName", out var cluster) && dimensions.TryGetValue("ServiceName", out var service) ? $"{cluster}/{service}"
            : dimensions.GetValueOrDefault("TargetGroup") ?? dimensions.GetValueOrDefault("LoadBalancer") ?? dimensions.GetValueOrDefault("InstanceId") ?? dimensions.First().Value;
        var window = WindowOf(alarm.Since, now);
        var isKnown = MetricResource.Parse(resource).Namespace == metric.Namespace;
        List<(string, string)> given = [("resource", resource), ("metric", metric.Name), ("time_window", window)];
        if (!isKnown)
        {
            given.Add(("namespace", metric.Namespace));
        }

        // A statistic that is not taken is left to the default.
        return (alarm.Statistic is { } statistic
                ? NextStep.To(Metrics, isKnown ? $"{statistic} {metric.Name} of {resource} last {window}" : null, [.. given, ("statistic", statistic)])
                : null)
            ?? NextStep.To(Metrics, null, [.. given]);
    }
}
