namespace OpsAgent.Core.Cards;

/// <param name="Name">The alarm's name.</param>
/// <param name="Value">In the chart's unit.</param>
/// <param name="Comparison">CloudWatch's word, such as <c>GreaterThanThreshold</c>.</param>
/// <param name="State"><c>OK</c>, <c>ALARM</c> or <c>INSUFFICIENT_DATA</c>.</param>
public sealed record ChartThreshold(string Name, double Value, string Comparison, string State);
