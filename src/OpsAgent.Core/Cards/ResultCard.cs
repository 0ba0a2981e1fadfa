namespace OpsAgent.Core.Cards;

/// <summary>One thing and its facts: an instance, a refusal.</summary>
public sealed record ResultCard : Card
{
    public IReadOnlyList<CardField> Fields { get; init; } = [];

    /// <summary>A sentence or two, or null.</summary>
    public string? Text { get; init; }
}
