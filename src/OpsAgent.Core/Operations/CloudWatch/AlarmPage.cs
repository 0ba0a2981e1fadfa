namespace OpsAgent.Core.Operations.CloudWatch;

/// <param name="Alarms">Those in state ALARM first, then by name.</param>
/// <param name="Truncated">True when the account has alarms that were not looked at.</param>
public sealed record AlarmPage(IReadOnlyList<MetricAlarm> Alarms, bool Truncated)
{
    /// <param name="partial">True when not every alarm was read.</param>
    public static AlarmPage Of(IEnumerable<MetricAlarm> found, bool partial) =>
        new([.. found.OrderBy(a => a.State != "ALARM").ThenBy(a => a.Name, StringComparer.Ordinal)], partial);
}
