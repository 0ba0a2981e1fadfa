namespace OpsAgent.Core.Cards;

/// <param name="Name">The metric's name.</param>
/// <param name="Points">Oldest first, at most 200; may be empty.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);
