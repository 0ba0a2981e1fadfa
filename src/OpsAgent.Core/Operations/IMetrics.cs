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

    /// <returns>
    /// The metrics of that name that have a dimension of that value, at most <paramref name="limit"/>, those with the
    /// fewest dimensions first; of every namespace when <paramref name="namespace"/> is null.
    /// </returns>
    /// <exception cref="CloudException">AWS did not answer.</exception>
    Task<IReadOnlyList<MetricIdentity>> FindAsync(
        string? @namespace, string name, string dimensionValue, int limit, CancellationToken cancellationToken);

    /// <returns>The alarms on exactly that metric, those in state ALARM first.</returns>
    /// <exception cref="CloudException">AWS did not answer.</exception>
    Task<IReadOnlyList<MetricAlarm>> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken);
}
