namespace OpsAgent.Core.Cards;

/// <param name="Tone">How good this row is.</param>
/// <param name="Cells">As many as the table has columns.</param>
public sealed record TableRow(Tone Tone, IReadOnlyList<string> Cells);
