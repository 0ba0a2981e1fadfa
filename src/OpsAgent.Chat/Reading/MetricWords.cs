using OpsAgent.Chat.Sessions;

namespace OpsAgent.Chat.Reading;

/// <summary>CloudWatch's metrics under the words that people use for them.</summary>
internal static class MetricWords
{
    private static readonly string[] Statistics = ["Average", "Sum", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p99"];

    public static readonly Term[] Terms =
        [Term.Cpu, Term.Memory, Term.Errors, Term.ClientErrors, Term.Requests, Term.Latency, Term.Network, Term.Disk, Term.Connections];

    /// <returns>The metric and its usual statistic, or null where the kind of resource has none of the sort.</returns>
    public static (string Name, string Statistic)? Of(Term term, FocusKind kind, IReadOnlyList<Token> tokens) => (kind, term) switch
    {
        (FocusKind.Instance or FocusKind.Service, Term.Cpu) => ("CPUUtilization", "Average"),
        (FocusKind.Service, Term.Memory) => ("MemoryUtilization", "Average"),
        (FocusKind.Instance, Term.Network) => (tokens.Any(t => t.Is("out", "outgoing", "outbound", "sent")) ? "NetworkOut" : "NetworkIn", "Sum"),
        (FocusKind.Instance, Term.Disk) => (tokens.Any(t => t.Is("write", "writes", "written")) ? "DiskWriteBytes" : "DiskReadBytes", "Sum"),
        (FocusKind.LoadBalancer or FocusKind.TargetGroup, Term.Errors) => ("HTTPCode_Target_5XX_Count", "Sum"),
        (FocusKind.LoadBalancer or FocusKind.TargetGroup, Term.ClientErrors) => ("HTTPCode_Target_4XX_Count", "Sum"),
        (FocusKind.LoadBalancer or FocusKind.TargetGroup, Term.Requests) => ("RequestCount", "Sum"),
        (FocusKind.LoadBalancer or FocusKind.TargetGroup, Term.Latency) => ("TargetResponseTime", "Average"),
        (FocusKind.LoadBalancer, Term.Connections) => ("ActiveConnectionCount", "Sum"),
        _ => null,
    };

    /// <returns>The statistic that the message names, or null.</returns>
    public static string? Statistic(IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens)
        {
            var found = token.Text.ToLowerInvariant() switch
            {
                "average" or "avg" or "mean" => "Average",
                "sum" or "total" => "Sum",
                "max" or "maximum" or "peak" or "highest" => "Maximum",
                "min" or "minimum" or "lowest" when token.Kind is TokenKind.Word => "Minimum",
                "p50" or "median" => "p50",
                "p90" => "p90",
                "p99" => "p99",
                "samplecount" => "SampleCount",
                var pair when token.Kind is TokenKind.Pair && pair.StartsWith("statistic=", StringComparison.Ordinal) => Statistics.FirstOrDefault(s => string.Equals(s, pair["statistic=".Length..], StringComparison.OrdinalIgnoreCase)),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
