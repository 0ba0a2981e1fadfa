namespace OpsAgent.Core.Cards;

/// <summary>Several things of a kind.</summary>
public sealed record TableCard : Card
{
    public required IReadOnlyList<string> Columns { get; init; }

    public required IReadOnlyList<TableRow> Rows { get; init; }

    /// <summary>Whether there are more than these rows.</summary>
    public bool Truncated { get; init; }
}

/// <param name="Tone">How good this row is.</param>
/// <param name="Cells">As many as the table has columns.</param>
public sealed record TableRow(Tone Tone, IReadOnlyList<string> Cells);
