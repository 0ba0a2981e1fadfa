using OpsAgent.Core.Operations.Grammar;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>CloudWatch's metrics and statistics under the words that people use for them.</summary>
internal static class MetricTopics
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string Errors = "errors";
    public const string ClientErrors = "4xx";
    public const string Requests = "requests";
    public const string Latency = "latency";
    public const string Network = "network";
    public const string Disk = "disk";
    public const string Connections = "connections";

    public static IReadOnlyList<Words> All { get; } =
    [
        new(Cpu, "processor load utilization utilisation cpus"),
        new(Memory, "mem ram oom"),
        new(Errors, "error 5xx 5xxs 500s 500 502 502s 503 503s 504 504s failures"),
        new(ClientErrors, "4xxs 404s 404 400s 403s"),
        new(Requests, "request traffic rps throughput hits"),
        new(Latency, "latencies slow slowness slower response sluggish"),
        new(Network, "bandwidth"),
        new(Disk, "disks"),
        new(Connections),
    ];

    /// <returns>The metric and its usual statistic, or null where the kind of resource has none of the sort.</returns>
    public static (string Name, string Statistic)? MetricFor(string topic, SubjectKind kind, Question question) => (kind, topic) switch
    {
        (SubjectKind.Instance or SubjectKind.Service, Cpu) => ("CPUUtilization", "Average"),
        (SubjectKind.Service, Memory) => ("MemoryUtilization", "Average"),
        (SubjectKind.Instance, Network) => (question.Says("out", "outgoing", "outbound", "sent") ? "NetworkOut" : "NetworkIn", "Sum"),
        (SubjectKind.Instance, Disk) => (question.Says("write", "writes", "written") ? "DiskWriteBytes" : "DiskReadBytes", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, Errors) => ("HTTPCode_Target_5XX_Count", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, ClientErrors) => ("HTTPCode_Target_4XX_Count", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, Requests) => ("RequestCount", "Sum"),
        (SubjectKind.LoadBalancer or SubjectKind.TargetGroup, Latency) => ("TargetResponseTime", "Average"),
        (SubjectKind.LoadBalancer, Connections) => ("ActiveConnectionCount", "Sum"),
        _ => null,
    };

    /// <returns>The statistic that the message names, or null.</returns>
    public static string? StatisticIn(Question question)
    {
        foreach (var token in question.Tokens)
        {
            var found = token.Text.ToLowerInvariant() switch
            {
                "average" or "avg" or "mean" => "Average",
                "sum" or "total" => "Sum",
                "max" or "maximum" or "peak" or "highest" => "Maximum",
                "min" or "minimum" or "lowest" when token.Kind is TokenKind.Word => "Minimum",
                "median" => "p50",
                "samplecount" => "SampleCount",
                var pair when token.Kind is TokenKind.Pair && pair.StartsWith("statistic=", StringComparison.Ordinal) => MetricStatistic.Parse(token.Text["statistic=".Length..]),
                var word => HasDigit(word) ? MetricStatistic.Parse(word) : null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    // "p95" and "tm99" are nothing else; "tc" and "sum" are words.
    private static bool HasDigit(string word) => word.AsSpan().ContainsAnyInRange('0', '9');
}
