namespace OpsAgent.StatesLanguage;

/// <summary>A stored history event; the details are JSON text.</summary>
internal sealed record EventRow(int Id, int Previous, string Type, DateTimeOffset At, string? Member, string? Details);
