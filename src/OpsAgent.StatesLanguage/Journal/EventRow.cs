namespace OpsAgent.StatesLanguage;

/// <summary>A stored history event. <see cref="Details"/> is JSON text.</summary>
internal sealed record EventRow(int Id, int PreviousId, string Type, DateTimeOffset At, string? DetailsName, string? Details);
