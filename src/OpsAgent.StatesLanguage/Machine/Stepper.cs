using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// The pen of one step: takes a state, writes events, and gives the next state.
/// It lives for one call of the interpreter and is the only mutable thing there.
/// </summary>
internal sealed class Stepper(StateMachineDefinition definition, ExecutionFacts facts, ExecutionState state, DateTimeOffset now)
{
    private readonly ImmutableArray<HistoryEvent>.Builder _events = ImmutableArray.CreateBuilder<HistoryEvent>();
    private string? _parsedText;
    private JsonNode? _parsed;

    public ExecutionFacts Facts { get; } = facts;

    public DateTimeOffset Now { get; } = now;

    public ExecutionState State { get; set; } = state;

    public FunctionCall? Call { get; set; }

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

    public Step Result => new(State, _events.ToImmutable(), Call);

    /// <summary>The scope of the current state's raw input. The token is visible to a waiting task only.</summary>
    public DataScope Scope(string? token = null)
    {
        var (state, isTask) = (State, Current is State.Task);
        return new DataScope(RawInput, () => ContextObject.Build(Facts, state, isTask, token));
    }

    public void Record(string type, string? detailsName, JsonObject? details)
    {
        if (State.LastEventId + 1 >= Quotas.HistoryEvents)
        {
            throw new StateErrorException(
                ErrorNames.Runtime, $"The execution reached the maximum number of history events ({Quotas.HistoryEvents}).", namesTheState: false);
        }

        Write(type, detailsName, details, State.PreviousEventId);
    }

    public void Start()
    {
        Write("ExecutionStarted", "executionStartedEventDetails", EventDetails.WithInput(Facts.Input, new JsonObject { ["roleArn"] = Facts.RoleArn }), 0);

        // The first state is entered from event 0, not 1 (recorded everywhere).
        State = State with { PreviousEventId = 0 };
        Enter(definition.StartAt, Facts.Input);
    }

    public void Enter(string name, string input)
    {
        var entered = definition.States[name];
        Record(
            entered.Kind + "StateEntered", "stateEnteredEventDetails", EventDetails.WithInput(input, new JsonObject { ["name"] = name }));
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

        Record(
            Current.Kind + "StateExited", "stateExitedEventDetails", EventDetails.WithOutput(text, new JsonObject { ["name"] = State.StateName }));
        if (next is not null)
        {
            Enter(next, text);
            return;
        }

        Write("ExecutionSucceeded", "executionSucceededEventDetails", EventDetails.WithOutput(text), State.PreviousEventId);
        State = State with { Status = ExecutionStatus.Succeeded, Phase = new Phase.Ended(), Output = text };
    }

    public void Fail(string? error, string? cause)
    {
        Write("ExecutionFailed", "executionFailedEventDetails", EventDetails.Failure(error, cause), State.PreviousEventId);
        State = State with { Status = ExecutionStatus.Failed, Phase = new Phase.Ended(), Error = error, Cause = cause };
    }

    public void Fail(StateErrorException stopped) => Fail(
        stopped.Error,
        stopped.NamesTheState
            ? $"An error occurred while executing the state '{State.StateName}' (entered at the event id #{State.EnteredEventId}). {stopped.Message}"
            : stopped.Message);

    public void Abort(string? error, string? cause)
    {
        Write("ExecutionAborted", "executionAbortedEventDetails", EventDetails.Failure(error, cause), 0);
        State = State with { Status = ExecutionStatus.Aborted, Phase = new Phase.Ended(), Error = error, Cause = cause };
    }

    /// <summary>The whole execution's timeout: not a failure, and DescribeExecution shows no error for it (recorded).</summary>
    public void TimeOut()
    {
        Write("ExecutionTimedOut", "executionTimedOutEventDetails", EventDetails.Failure(ErrorNames.Timeout, null), 0);
        State = State with { Status = ExecutionStatus.TimedOut, Phase = new Phase.Ended() };
    }

    private void Write(string type, string? detailsName, JsonObject? details, int previous)
    {
        var id = State.LastEventId + 1;
        _events.Add(new HistoryEvent(id, previous, type, Now, detailsName, details));
        State = State with { LastEventId = id, PreviousEventId = id };
    }
}
