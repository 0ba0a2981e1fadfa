using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class HistoryEvent
{
    public ActivityFailedEventDetails ActivityFailedEventDetails { get; set; }

    public ActivityScheduleFailedEventDetails ActivityScheduleFailedEventDetails { get; set; }

    public ActivityScheduledEventDetails ActivityScheduledEventDetails { get; set; }

    public ActivityStartedEventDetails ActivityStartedEventDetails { get; set; }

    public ActivitySucceededEventDetails ActivitySucceededEventDetails { get; set; }

    public ActivityTimedOutEventDetails ActivityTimedOutEventDetails { get; set; }

    public EvaluationFailedEventDetails EvaluationFailedEventDetails { get; set; }

    public ExecutionAbortedEventDetails ExecutionAbortedEventDetails { get; set; }

    public ExecutionFailedEventDetails ExecutionFailedEventDetails { get; set; }

    public ExecutionRedrivenEventDetails ExecutionRedrivenEventDetails { get; set; }

    public ExecutionStartedEventDetails ExecutionStartedEventDetails { get; set; }

    public ExecutionSucceededEventDetails ExecutionSucceededEventDetails { get; set; }

    public ExecutionTimedOutEventDetails ExecutionTimedOutEventDetails { get; set; }

    public long? Id { get; set; }

    public LambdaFunctionFailedEventDetails LambdaFunctionFailedEventDetails { get; set; }

    public LambdaFunctionScheduleFailedEventDetails LambdaFunctionScheduleFailedEventDetails { get; set; }

    public LambdaFunctionScheduledEventDetails LambdaFunctionScheduledEventDetails { get; set; }

    public LambdaFunctionStartFailedEventDetails LambdaFunctionStartFailedEventDetails { get; set; }

    public LambdaFunctionSucceededEventDetails LambdaFunctionSucceededEventDetails { get; set; }

    public LambdaFunctionTimedOutEventDetails LambdaFunctionTimedOutEventDetails { get; set; }

    public MapIterationEventDetails MapIterationAbortedEventDetails { get; set; }

    public MapIterationEventDetails MapIterationFailedEventDetails { get; set; }

    public MapIterationEventDetails MapIterationStartedEventDetails { get; set; }

    public MapIterationEventDetails MapIterationSucceededEventDetails { get; set; }

    public MapRunFailedEventDetails MapRunFailedEventDetails { get; set; }

    public MapRunRedrivenEventDetails MapRunRedrivenEventDetails { get; set; }

    public MapRunStartedEventDetails MapRunStartedEventDetails { get; set; }

    public MapStateStartedEventDetails MapStateStartedEventDetails { get; set; }

    public long? PreviousEventId { get; set; }

    public StateEnteredEventDetails StateEnteredEventDetails { get; set; }

    public StateExitedEventDetails StateExitedEventDetails { get; set; }

    public TaskFailedEventDetails TaskFailedEventDetails { get; set; }

    public TaskScheduledEventDetails TaskScheduledEventDetails { get; set; }

    public TaskStartFailedEventDetails TaskStartFailedEventDetails { get; set; }

    public TaskStartedEventDetails TaskStartedEventDetails { get; set; }

    public TaskSubmitFailedEventDetails TaskSubmitFailedEventDetails { get; set; }

    public TaskSubmittedEventDetails TaskSubmittedEventDetails { get; set; }

    public TaskSucceededEventDetails TaskSucceededEventDetails { get; set; }

    public TaskTimedOutEventDetails TaskTimedOutEventDetails { get; set; }

    public DateTime? Timestamp { get; set; }

    public HistoryEventType Type { get; set; }

    internal static HistoryEvent Read(JsonElement json) => new()
    {
        ActivityFailedEventDetails = json.Structure("activityFailedEventDetails", ActivityFailedEventDetails.Read),
        ActivityScheduleFailedEventDetails = json.Structure("activityScheduleFailedEventDetails", ActivityScheduleFailedEventDetails.Read),
        ActivityScheduledEventDetails = json.Structure("activityScheduledEventDetails", ActivityScheduledEventDetails.Read),
        ActivityStartedEventDetails = json.Structure("activityStartedEventDetails", ActivityStartedEventDetails.Read),
        ActivitySucceededEventDetails = json.Structure("activitySucceededEventDetails", ActivitySucceededEventDetails.Read),
        ActivityTimedOutEventDetails = json.Structure("activityTimedOutEventDetails", ActivityTimedOutEventDetails.Read),
        EvaluationFailedEventDetails = json.Structure("evaluationFailedEventDetails", EvaluationFailedEventDetails.Read),
        ExecutionAbortedEventDetails = json.Structure("executionAbortedEventDetails", ExecutionAbortedEventDetails.Read),
        ExecutionFailedEventDetails = json.Structure("executionFailedEventDetails", ExecutionFailedEventDetails.Read),
        ExecutionRedrivenEventDetails = json.Structure("executionRedrivenEventDetails", ExecutionRedrivenEventDetails.Read),
        ExecutionStartedEventDetails = json.Structure("executionStartedEventDetails", ExecutionStartedEventDetails.Read),
        ExecutionSucceededEventDetails = json.Structure("executionSucceededEventDetails", ExecutionSucceededEventDetails.Read),
        ExecutionTimedOutEventDetails = json.Structure("executionTimedOutEventDetails", ExecutionTimedOutEventDetails.Read),
        Id = json.Long("id"),
        LambdaFunctionFailedEventDetails = json.Structure("lambdaFunctionFailedEventDetails", LambdaFunctionFailedEventDetails.Read),
        LambdaFunctionScheduleFailedEventDetails = json.Structure("lambdaFunctionScheduleFailedEventDetails", LambdaFunctionScheduleFailedEventDetails.Read),
        LambdaFunctionScheduledEventDetails = json.Structure("lambdaFunctionScheduledEventDetails", LambdaFunctionScheduledEventDetails.Read),
        LambdaFunctionStartFailedEventDetails = json.Structure("lambdaFunctionStartFailedEventDetails", LambdaFunctionStartFailedEventDetails.Read),
        LambdaFunctionSucceededEventDetails = json.Structure("lambdaFunctionSucceededEventDetails", LambdaFunctionSucceededEventDetails.Read),
        LambdaFunctionTimedOutEventDetails = json.Structure("lambdaFunctionTimedOutEventDetails", LambdaFunctionTimedOutEventDetails.Read),
        MapIterationAbortedEventDetails = json.Structure("mapIterationAbortedEventDetails", MapIterationEventDetails.Read),
        MapIterationFailedEventDetails = json.Structure("mapIterationFailedEventDetails", MapIterationEventDetails.Read),
        MapIterationStartedEventDetails = json.Structure("mapIterationStartedEventDetails", MapIterationEventDetails.Read),
        MapIterationSucceededEventDetails = json.Structure("mapIterationSucceededEventDetails", MapIterationEventDetails.Read),
        MapRunFailedEventDetails = json.Structure("mapRunFailedEventDetails", MapRunFailedEventDetails.Read),
        MapRunRedrivenEventDetails = json.Structure("mapRunRedrivenEventDetails", MapRunRedrivenEventDetails.Read),
        MapRunStartedEventDetails = json.Structure("mapRunStartedEventDetails", MapRunStartedEventDetails.Read),
        MapStateStartedEventDetails = json.Structure("mapStateStartedEventDetails", MapStateStartedEventDetails.Read),
        PreviousEventId = json.Long("previousEventId"),
        StateEnteredEventDetails = json.Structure("stateEnteredEventDetails", StateEnteredEventDetails.Read),
        StateExitedEventDetails = json.Structure("stateExitedEventDetails", StateExitedEventDetails.Read),
        TaskFailedEventDetails = json.Structure("taskFailedEventDetails", TaskFailedEventDetails.Read),
        TaskScheduledEventDetails = json.Structure("taskScheduledEventDetails", TaskScheduledEventDetails.Read),
        TaskStartFailedEventDetails = json.Structure("taskStartFailedEventDetails", TaskStartFailedEventDetails.Read),
        TaskStartedEventDetails = json.Structure("taskStartedEventDetails", TaskStartedEventDetails.Read),
        TaskSubmitFailedEventDetails = json.Structure("taskSubmitFailedEventDetails", TaskSubmitFailedEventDetails.Read),
        TaskSubmittedEventDetails = json.Structure("taskSubmittedEventDetails", TaskSubmittedEventDetails.Read),
        TaskSucceededEventDetails = json.Structure("taskSucceededEventDetails", TaskSucceededEventDetails.Read),
        TaskTimedOutEventDetails = json.Structure("taskTimedOutEventDetails", TaskTimedOutEventDetails.Read),
        Timestamp = json.Time("timestamp"),
        Type = json.Text("type"),
    };
}
