using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit.Contracts;

namespace OpsAgent.Local.Tests.SimulatedCloud.Contracts;

public sealed class SimulatedMetricsContractTests : MetricsContract, IDisposable
{
    private readonly CloudBench _cloud = new();

    protected override IMetrics Metrics => Reader(null, null);

    public void Dispose() => _cloud.Dispose();

    protected override Task PutAsync(MetricIdentity metric, double before, DateTimeOffset step, double after)
    {
        _cloud.Metrics.Add(new CloudMetric
        {
            Namespace = metric.Namespace,
            Name = metric.Name,
            Dimensions = metric.Dimensions,
            Value = before,
            Wavering = 0,
            Change = new CloudChange { MinutesAgo = (End - step).TotalMinutes, Value = after },
        });
        return Task.CompletedTask;
    }

    protected override Task PutAlarmAsync(string name, MetricIdentity metric, string state, string statistic, string comparison, double threshold, string reason)
    {
        _cloud.Alarms.Add(new CloudAlarm
        {
            Name = name,
            Namespace = metric.Namespace,
            Metric = metric.Name,
            Dimensions = metric.Dimensions,
            State = state,
            Statistic = statistic,
            Comparison = comparison,
            Threshold = threshold,
            Reason = reason,
        });
        return Task.CompletedTask;
    }

    protected override Task<IMetrics> FailingAsync(string action, string kind) => Task.FromResult<IMetrics>(Reader(action, kind));

    private SimulatedMetrics Reader(string? action, string? kind) => new SimulatedMetrics(_cloud.File(), End, _cloud.Faults(action, kind));
}
