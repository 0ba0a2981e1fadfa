using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>One event of the execution history. <see cref="DetailsName"/> is the member that holds the details, such as <c>taskFailedEventDetails</c>; a few types have none.</summary>
internal sealed record HistoryEvent(int Id, int PreviousId, string Type, DateTimeOffset At, string? DetailsName, JsonObject? Details);
