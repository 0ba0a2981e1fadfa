namespace OpsAgent.Core.Cards;

/// <summary>One line of name and value.</summary>
public sealed record CardField(string Name, string Value);
