namespace OpsAgent.Core.Operations;

/// <summary>
/// CloudWatch metrics, read only. An implementation MUST answer one series for each query in the order of the
/// queries, empty where there are no datapoints, each series oldest first.
/// </summary>
public interface IMetrics
{
    /// <exception cref="CloudException">AWS did not answer.</exception>
    Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan period,
        CancellationToken cancellationToken);
}
