using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// Collects the events of one step and the state they lead to. The only mutable object of the interpreter, created for each call.
/// </summary>
internal sealed class StepBuilder(StateMachineDefinition definition, ExecutionInfo info, ExecutionState state, DateTimeOffset now)
{
    private readonly ImmutableArray<HistoryEvent>.Builder _events = ImmutableArray.CreateBuilder<HistoryEvent>();
    private string? _parsedText;
    private JsonNode? _parsed;

    public ExecutionInfo Info { get; } = info;

    public DateTimeOffset Now { get; } = now;

    public ExecutionState State { get; set; } = state;

    public FunctionInvocation? Invocation { get; set; }

    public State Current => definition.States[State.StateName];

    public JsonNode? RawInput
    {
        get
        {
            if (!ReferenceEquals(_parsedText, State.StateInput))
            {
                (_parsedText, _parsed) = (State.StateInput, JsonText.Parse(State.StateInput));
            }

            return _parsed;
        }
    }

    public Step Result => new(State, _events.ToImmutable(), Invocation);

    /// <summary>The scope of the current state's raw input. Only a task with .waitForTaskToken has a token.</summary>
    public DataScope Scope(string? token = null)
    {
        var (state, isTask) = (State, Current is State.Task);
        return new DataScope(RawInput, () => ContextObject.Build(Info, state, isTask, token));
    }

    public void AddEventWithinQuota(string type, string? detailsName, JsonObject? details)
    {
        if (State.LastEventId + 1 >= Quotas.MaxHistoryEvents)
        {
            throw new StateErrorException(
                ErrorNames.Runtime, $"The execution reached the maximum number of history events ({Quotas.MaxHistoryEvents}).", includesState: false);
        }

        AddEvent(type, detailsName, details, State.PreviousEventId);
    }

    public void Start()
    {
        AddEvent("ExecutionStarted", "executionStartedEventDetails", EventDetails.WithInput(Info.Input, new JsonObject { ["roleArn"] = Info.RoleArn }), 0);

        // As recorded on AWS: the first state's previousEventId is 0, not 1.
        State = State with { PreviousEventId = 0 };
        Enter(definition.StartAt, Info.Input);
    }

    public void Enter(string name, string input)
    {
        var entered = definition.States[name];
        AddEventWithinQuota(
            entered.Type + "StateEntered", "stateEnteredEventDetails", EventDetails.WithInput(input, new JsonObject { ["name"] = name }));
        State = State with
        {
            StateName = name,
            StateInput = input,
            EnteredEventId = State.LastEventId,
            EnteredAt = Now,
            RetriesUsed = entered is State.Task task ? [.. new int[task.Retriers.Length]] : [],
            RetryCount = 0,
            Phase = new Phase.Ready(),
        };
    }

    /// <summary>Leaves the current state for <paramref name="next"/>, or ends the execution if it is null.</summary>
    public void Leave(JsonNode? output, string? next)
    {
        var text = output.ToJsonText();
        if (Quotas.IsTooLarge(text))
        {
            throw Quotas.Exceeded(State.StateName);
        }

        AddEventWithinQuota(
            Current.Type + "StateExited", "stateExitedEventDetails", EventDetails.WithOutput(text, new JsonObject { ["name"] = State.StateName }));
        if (next is not null)
        {
            Enter(next, text);
            return;
        }

        AddEvent("ExecutionSucceeded", "executionSucceededEventDetails", EventDetails.WithOutput(text), State.PreviousEventId);
        State = State with { Status = ExecutionStatus.Succeeded, Phase = new Phase.Ended(), Output = text };
    }

    public void Fail(string? error, string? cause)
    {
        AddEvent("ExecutionFailed", "executionFailedEventDetails", EventDetails.Failure(error, cause), State.PreviousEventId);
        State = State with { Status = ExecutionStatus.Failed, Phase = new Phase.Ended(), Error = error, Cause = cause };
    }

    public void Fail(StateErrorException error) => Fail(
        error.Error,
        error.IncludesState
            ? $"An error occurred while executing the state '{State.StateName}' (entered at the event id #{State.EnteredEventId}). {error.Message}"
            : error.Message);

    public void Abort(string? error, string? cause)
    {
        AddEvent("ExecutionAborted", "executionAbortedEventDetails", EventDetails.Failure(error, cause), 0);
        State = State with { Status = ExecutionStatus.Aborted, Phase = new Phase.Ended(), Error = error, Cause = cause };
    }

    /// <summary>TimeoutSeconds of the state machine: status TIMED_OUT, and DescribeExecution shows no error, as recorded on AWS.</summary>
    public void TimeOut()
    {
        AddEvent("ExecutionTimedOut", "executionTimedOutEventDetails", EventDetails.Failure(ErrorNames.Timeout, null), 0);
        State = State with { Status = ExecutionStatus.TimedOut, Phase = new Phase.Ended() };
    }

    private void AddEvent(string type, string? detailsName, JsonObject? details, int previous)
    {
        var id = State.LastEventId + 1;
        _events.Add(new HistoryEvent(id, previous, type, Now, detailsName, details));
        State = State with { LastEventId = id, PreviousEventId = id };
    }
}
