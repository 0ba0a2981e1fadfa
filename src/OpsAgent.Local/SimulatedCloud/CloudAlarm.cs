using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Local.SimulatedCloud;

/// <summary>One CloudWatch alarm of the simulated cloud, on one of its metrics.</summary>
internal sealed record CloudAlarm
{
    internal static readonly string[] States = ["OK", "ALARM", "INSUFFICIENT_DATA"];
    private static readonly string[] MissingData = ["breaching", "notBreaching", "ignore", "missing"];
    private static readonly string[] Comparisons =
        ["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"];

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required string Metric { get; init; }

    public required IReadOnlyDictionary<string, string> Dimensions { get; init; }

    public string Statistic { get; set; } = "Average";

    /// <summary>CloudWatch's ComparisonOperator, such as <c>GreaterThanThreshold</c>.</summary>
    public string Comparison { get; set; } = "GreaterThanThreshold";

    public required double Threshold { get; init; }

    public string State { get; set; } = "OK";

    /// <summary>When it entered its state: minutes before the start of the simulation.</summary>
    public double SinceMinutesAgo { get; set; } = 1440;

    /// <summary>CloudWatch's TreatMissingData.</summary>
    public string TreatMissingData { get; set; } = "missing";

    /// <summary>CloudWatch's StateReason.</summary>
    public string Reason { get; set; } = string.Empty;

    /// <summary>What its state comes from: without it it is OK. Null for a state that stays.</summary>
    public CloudCause? While { get; set; }

    /// <returns>The first broken rule, or null.</returns>
    internal string? Validate() =>
        !CloudNames.IsName(Name) ? $"alarm \"{Name}\": the name must be {CloudNames.Rule}"
        : !States.Contains(State) ? $"alarm {Name}: state \"{State}\" must be one of {string.Join(", ", States)}"
        : !MetricStatistic.Pattern().IsMatch(Statistic) ? $"alarm {Name}: statistic \"{Statistic}\" must be one of CloudWatch's, such as Sum, p90 or IQM"
        : !MissingData.Contains(TreatMissingData) ? $"alarm {Name}: treat_missing_data \"{TreatMissingData}\" must be one of {string.Join(", ", MissingData)}"
        : !Comparisons.Contains(Comparison) ? $"alarm {Name}: comparison \"{Comparison}\" must be one of {string.Join(", ", Comparisons)}"
        : SinceMinutesAgo is < 0 or > CloudNames.MaxMinutesAgo ? $"alarm {Name}: since_minutes_ago must be 0 to {CloudNames.MaxMinutesAgo}"
        : null;
}
