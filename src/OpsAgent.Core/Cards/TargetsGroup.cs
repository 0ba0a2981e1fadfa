namespace OpsAgent.Core.Cards;

/// <param name="Name">The target group's name.</param>
/// <param name="Verdict">As of the card.</param>
/// <param name="Tone">How good this group is.</param>
public sealed record TargetsGroup(string Name, string Verdict, Tone Tone, IReadOnlyList<TargetsTarget> Targets);
