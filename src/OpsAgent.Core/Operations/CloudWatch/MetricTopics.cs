namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>The metric that people mean by an everyday word.</summary>
public static class MetricTopics
{
    /// <summary>Every word: cpu, memory, ...</summary>
    public static IReadOnlyList<string> All { get; } = ["cpu", "memory", "errors", "4xx", "requests", "latency", "network", "disk", "connections", "healthy_hosts", "unhealthy_hosts"];

    /// <param name="topic">One of <see cref="All"/>.</param>
    /// <param name="isOutwards">Whether what goes out, or is written, is meant.</param>
    /// <returns>CloudWatch's name and the usual statistic, or null where the kind of resource has none of the sort.</returns>
    public static (string Name, string Statistic)? MetricFor(string topic, SubjectKind kind, bool isOutwards) => (kind, topic) switch
    {
        (SubjectKind.Instance or SubjectKind.Service, "cpu") => ("CPUUtilization", "Average"),
        (SubjectKind.Service, "memory") => ("MemoryUtilization", "Average"),
        (SubjectKind.Instance, "network") => (isOutwards ? "NetworkOut" : "NetworkIn", "Sum"),
        (SubjectKind.Instance, "disk") => (isOutwards ? "DiskWriteBytes" : "DiskReadBytes", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, "errors") => ("HTTPCode_Target_5XX_Count", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, "4xx") => ("HTTPCode_Target_4XX_Count", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, "requests") => ("RequestCount", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, "latency") => ("TargetResponseTime", "Average"),
        (SubjectKind.LoadBalancer, "connections") => ("ActiveConnectionCount", "Sum"),
        (SubjectKind.TargetGroup, "healthy_hosts") => ("HealthyHostCount", "Minimum"),
        (SubjectKind.TargetGroup, "unhealthy_hosts") => ("UnHealthyHostCount", "Maximum"),
        _ => null,
    };
}
