using OpsAgent.Core.Operations.CloudWatch;

namespace OpsAgent.Core.Operations.Ec2;

/// <param name="Cpu">Percent, or null without datapoints.</param>
/// <param name="NetworkIn">Bytes per second, or null without datapoints.</param>
/// <param name="NetworkOut">Bytes per second, or null without datapoints.</param>
public sealed record InstanceLoad(MetricStatistics? Cpu, MetricStatistics? NetworkIn, MetricStatistics? NetworkOut);
