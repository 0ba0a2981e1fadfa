namespace OpsAgent.Core.Operations.CloudWatch;

/// <param name="Points">Oldest first.</param>
public sealed record MetricSeries(IReadOnlyList<MetricPoint> Points)
{
    public static readonly MetricSeries Empty = new([]);
}
