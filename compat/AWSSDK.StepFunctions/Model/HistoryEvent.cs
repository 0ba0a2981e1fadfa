using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class HistoryEvent
{
    public ExecutionStartedEventDetails ExecutionStartedEventDetails { get; set; }

    public long? Id { get; set; }

    public StateEnteredEventDetails StateEnteredEventDetails { get; set; }

    public StateExitedEventDetails StateExitedEventDetails { get; set; }

    public TaskScheduledEventDetails TaskScheduledEventDetails { get; set; }

    public TaskTimedOutEventDetails TaskTimedOutEventDetails { get; set; }

    public DateTime? Timestamp { get; set; }

    public HistoryEventType Type { get; set; }

    internal static HistoryEvent Read(JsonElement json) => new()
    {
        ExecutionStartedEventDetails = json.Structure("executionStartedEventDetails", ExecutionStartedEventDetails.Read),
        Id = json.Long("id"),
        StateEnteredEventDetails = json.Structure("stateEnteredEventDetails", StateEnteredEventDetails.Read),
        StateExitedEventDetails = json.Structure("stateExitedEventDetails", StateExitedEventDetails.Read),
        TaskScheduledEventDetails = json.Structure("taskScheduledEventDetails", TaskScheduledEventDetails.Read),
        TaskTimedOutEventDetails = json.Structure("taskTimedOutEventDetails", TaskTimedOutEventDetails.Read),
        Timestamp = json.Time("timestamp"),
        Type = json.Text("type"),
    };
}
