using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The life of a task: scheduled, called, perhaps waiting for its token, answered, retried or caught.</summary>
internal static class TaskRunner
{
    /// <summary>Begins an attempt. Every attempt evaluates its parameters anew and has its own token.</summary>
    public static void Schedule(Stepper stepper, State.Task task)
    {
        var token = task.Resource.NeedsToken ? TaskToken.New() : null;
        var raw = stepper.Scope(token);
        var selected = raw.Over(DataFlow.Input(task.Frame, raw));
        var parameters = DataFlow.Parameters(task.Shape, selected).ToJsonText();
        CheckParameters(task, parameters);
        var timeout = TaskLimits.Seconds(task.Timeout, raw);
        var heartbeat = TaskLimits.Seconds(task.Heartbeat, raw);
        var attempt = Attempt(stepper, token, parameters, timeout, heartbeat);

        TaskEvents.Scheduled(stepper, task.Resource, parameters, timeout, heartbeat);
        attempt = attempt with { ScheduledEventId = stepper.State.LastEventId };
        TaskEvents.Started(stepper, task.Resource);
        stepper.State = stepper.State with { Phase = new Phase.Calling(attempt) };

        if (stepper.Facts.Mocks?.For(task.Name) is { } mock)
        {
            Mocked(stepper, task, attempt, mock);
        }
        else
        {
            stepper.Call = FunctionCall.For(task.Resource, attempt);
        }
    }

    public static void Answered(Stepper stepper, State.Task task, TaskAttempt attempt, FunctionOutcome outcome)
    {
        switch (outcome)
        {
            case FunctionOutcome.Returned returned when Quotas.IsTooLarge(returned.Output):
                Failed(stepper, task, new StateError(ErrorNames.DataLimitExceeded, Quotas.ExceededCause(TaskEvents.Subject(task.Resource))));
                break;
            case FunctionOutcome.Returned returned when task.Resource.NeedsToken:
                TaskEvents.Submitted(stepper, task.Resource, returned.Output);
                stepper.State = stepper.State with { Phase = new Phase.AwaitingCallback(attempt with { Parameters = null }) };
                break;
            case FunctionOutcome.Returned returned:
                Succeeded(stepper, task, returned.Output);
                break;
            case FunctionOutcome.Failed failed:
                Failed(stepper, task, failed.Error);
                break;
            default:
                throw new InvalidOperationException("An outcome of an unknown kind.");
        }
    }

    public static void Succeeded(Stepper stepper, State.Task task, string output)
    {
        TaskEvents.Succeeded(stepper, task.Resource, output);
        var raw = stepper.Scope();
        var placed = DataFlow.Result(task.Shape, raw, JsonText.Parse(output));
        stepper.Leave(DataFlow.Output(task.Frame, raw.Over(placed)), task.Frame.Next);
    }

    public static void Failed(Stepper stepper, State.Task task, StateError error)
    {
        TaskEvents.Failed(stepper, task.Resource, error);
        Recover(stepper, task, error);
    }

    public static void TimedOut(Stepper stepper, State.Task task, bool heartbeat)
    {
        var error = StateError.TimedOut(heartbeat);
        TaskEvents.TimedOut(stepper, task.Resource, error);
        Recover(stepper, task, error);
    }

    public static void Retry(Stepper stepper, State.Task task)
    {
        stepper.State = stepper.State with { RetryCount = stepper.State.RetryCount + 1 };
        Schedule(stepper, task);
    }

    private static void Recover(Stepper stepper, State.Task task, StateError error)
    {
        switch (RetryDecision.Decide(task, error, stepper.State.RetriesUsed, Jitter.Next))
        {
            case RetryDecision.Again again:
                var until = stepper.Now + stepper.Facts.Scaled(again.Delay);
                stepper.State = stepper.State with { RetriesUsed = again.Used, Phase = new Phase.BackingOff(until) };
                break;
            case RetryDecision.Caught caught:
                // OutputPath does not apply to a caught error (recorded).
                var output = new JsonObject { ["Error"] = error.Name, ["Cause"] = error.CauseForCatcher };
                stepper.Leave(DataFlow.Place(caught.By.ResultPath, stepper.Scope(), output), caught.By.Next);
                break;
            default:
                stepper.Fail(error.Name, error.Cause);
                break;
        }
    }

    private static void Mocked(Stepper stepper, State.Task task, TaskAttempt attempt, MockResponses mock)
    {
        var invocation = stepper.State.Invocations.GetValueOrDefault(task.Name);
        stepper.State = stepper.State with { Invocations = stepper.State.Invocations.SetItem(task.Name, invocation + 1) };
        var outcome = mock.Next(invocation);
        Answered(stepper, task, attempt, outcome);
        if (stepper.State.Phase is Phase.AwaitingCallback && outcome is FunctionOutcome.Returned returned)
        {
            // A mocked callback answers itself: its response is the callback's output.
            Succeeded(stepper, task, returned.Output);
        }
    }

    private static TaskAttempt Attempt(Stepper stepper, string? token, string parameters, long? timeout, long? heartbeat)
    {
        TimeSpan? every = heartbeat is { } seconds && token is not null ? stepper.Facts.Scaled(TimeSpan.FromSeconds(seconds)) : null;
        DateTimeOffset? timeoutAt = timeout is { } limit ? stepper.Now + stepper.Facts.Scaled(TimeSpan.FromSeconds(limit)) : null;
        return new TaskAttempt(0, parameters, token, timeoutAt, stepper.Now + every, every);
    }

    private static void CheckParameters(State.Task task, string parameters)
    {
        if (Quotas.IsTooLarge(parameters))
        {
            throw Quotas.Exceeded(task.Name);
        }

        if (task.Resource is TaskResource.Invoke
            && !((JsonText.Parse(parameters) as JsonObject)?["FunctionName"].IsString(out var name) == true && name.Length > 0))
        {
            throw new StateErrorException(
                ErrorNames.Runtime,
                $"The Parameters '{parameters}' could not be used to start the Task: [The value for the field 'FunctionName' must be a STRING]");
        }
    }
}
