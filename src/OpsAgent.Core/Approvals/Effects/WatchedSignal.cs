using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Core.Approvals.Effects;

/// <summary>What is to get better by a change: an alarm or a metric, one of them, as it was found when the change was proposed.</summary>
/// <param name="Alarm">Null for a metric.</param>
/// <param name="Metric">Null for an alarm.</param>
public sealed record WatchedSignal(WatchedAlarm? Alarm = null, WatchedMetric? Metric = null)
{
    /// <returns>For people, as in <c>alarm web-5xx</c>.</returns>
    public string Display() => Alarm is { } alarm ? $"alarm {alarm.Name}" : $"{Metric!.Metric.Name} of {Metric.Resource}";
}

/// <param name="State">AWS's word for its state when the change was proposed: OK, ALARM, INSUFFICIENT_DATA.</param>
public sealed record WatchedAlarm(string Name, string State);

/// <param name="Resource">As it was asked for.</param>
/// <param name="Statistic">CloudWatch's word; a Sum is compared as a rate for a minute.</param>
public sealed record WatchedMetric(MetricIdentity Metric, string Resource, string Statistic, bool LowerIsBetter);
