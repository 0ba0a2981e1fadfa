using System.Text.RegularExpressions;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>A metric or composite alarm: how it stands and what it looks at.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">AWS's word: OK, ALARM, INSUFFICIENT_DATA.</param>
/// <param name="Since">When it entered its state.</param>
public sealed partial record Alarm(string Name, string State, DateTimeOffset Since)
{
    public const string NoData = "INSUFFICIENT_DATA";

    /// <summary>CloudWatch's sentence.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>What its owner wrote of it, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The metrics that it looks at: one, or those of its expression in its order; none of a composite alarm and of a query over many.</summary>
    public IReadOnlyList<MetricIdentity> Metrics { get; init; } = [];

    /// <summary>What it takes of the first metric: CloudWatch's word, such as <c>Sum</c> or <c>p99</c>; null without a metric.</summary>
    public string? Statistic { get; init; }

    /// <summary>Over how long each of its datapoints is; zero where it does not say.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>Its expression, band or query, or the rule of a composite alarm; null where it compares the metric itself.</summary>
    public string? Expression { get; init; }

    /// <summary>AWS's word, such as <c>GreaterThanThreshold</c>, or <see cref="MetricAlarm.Composite"/>.</summary>
    public string Comparison { get; init; } = string.Empty;

    /// <summary>In the unit of what it compares; null of a band and of a composite alarm.</summary>
    public double? Threshold { get; init; }

    /// <inheritdoc cref="MetricAlarm.MissingData"/>
    public string? MissingData { get; init; }

    public bool IsComposite => Comparison is MetricAlarm.Composite;

    /// <returns>As an alarm on its first metric.</returns>
    public MetricAlarm OnMetric() => new(Name, State, Since, Expression ?? Statistic ?? string.Empty, Comparison, Threshold ?? 0, Reason, OfExpression: Metrics.Count == 0 || Expression is not null, MissingData);

    /// <returns>The name in an alarm's ARN; any other text as it is.</returns>
    public static string NameIn(string nameOrArn) => Arn().Match(nameOrArn) is { Success: true, Groups: var part } ? part["name"].Value : nameOrArn;

    [GeneratedRegex("^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:(?<name>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Arn();
}

/// <summary>An alarm of which a composite one is composed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">AWS's word: OK, ALARM, INSUFFICIENT_DATA.</param>
public sealed record AlarmPart(string Name, string State);
