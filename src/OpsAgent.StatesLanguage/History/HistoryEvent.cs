using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One event as GetExecutionHistory shows it. <see cref="DetailsName"/> is the member that holds the details; a few types have none.</summary>
internal sealed record HistoryEvent(int Id, int PreviousId, string Type, DateTimeOffset At, string? DetailsName, JsonObject? Details);
