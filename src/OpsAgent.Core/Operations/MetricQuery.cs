namespace OpsAgent.Core.Operations;

/// <param name="Namespace">Such as <c>AWS/EC2</c>.</param>
/// <param name="Name">Such as <c>CPUUtilization</c>.</param>
/// <param name="Dimension">The dimension's name, such as <c>InstanceId</c>.</param>
/// <param name="Value">The dimension's value.</param>
/// <param name="Statistic">Such as <c>Average</c>.</param>
public sealed record MetricQuery(string Namespace, string Name, string Dimension, string Value, string Statistic);
