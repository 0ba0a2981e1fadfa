using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>
/// CloudWatch metrics, read only. An implementation MUST answer one series for each query in the order of the
/// queries, empty where there are no datapoints, each series oldest first, whole, and of periods that begin in the
/// window: its start included, its end not.
/// </summary>
public interface IMetrics
{
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<IReadOnlyList<MetricSeries>> GetAsync(
        IReadOnlyList<MetricQuery> queries,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan period,
        CancellationToken cancellationToken);

    /// <returns>
    /// The metrics of that name that have a dimension of that value, at most <paramref name="limit"/>, those with the
    /// fewest dimensions first, then by namespace and dimensions; of every namespace when <paramref name="namespace"/>
    /// is null. Says whether there are more or not all were read.
    /// </returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<MetricPage> FindAsync(
        string? @namespace, string name, string dimensionValue, int limit, CancellationToken cancellationToken);

    /// <returns>The alarms on exactly that metric, those in state ALARM first, then by name; and whether not all of the account's were read.</returns>
    /// <exception cref="AwsException">AWS did not answer.</exception>
    Task<AlarmPage> AlarmsOnAsync(MetricIdentity metric, CancellationToken cancellationToken);
}
