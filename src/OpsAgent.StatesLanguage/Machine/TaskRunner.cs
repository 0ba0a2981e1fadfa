using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>Runs Task states: schedules attempts, applies outcomes and callbacks, retries and catches.</summary>
internal static class TaskRunner
{
    /// <summary>Starts an attempt, with parameters evaluated anew and a token of its own.</summary>
    public static void Schedule(StepBuilder step, State.Task task)
    {
        var token = task.Resource.WaitsForTaskToken ? TaskToken.New() : null;
        var raw = step.Scope(token);
        var selected = raw.WithData(DataFlow.ApplyInputPath(task.Fields, raw));
        var parameters = DataFlow.ApplyParameters(task.Payload, selected).ToJsonText();
        CheckParameters(task, parameters);
        var timeout = TaskLimits.Resolve(task.Timeout, raw);
        var heartbeat = TaskLimits.Resolve(task.Heartbeat, raw);
        var attempt = CreateAttempt(step, token, parameters, timeout, heartbeat);

        TaskEvents.Scheduled(step, task.Resource, parameters, timeout, heartbeat);
        attempt = attempt with { ScheduledEventId = step.State.LastEventId };
        TaskEvents.Started(step, task.Resource);
        step.State = step.State with { Phase = new Phase.Calling(attempt) };

        if (step.Info.Mocks?.For(task.Name) is { } mock)
        {
            ApplyMock(step, task, attempt, mock);
        }
        else
        {
            step.Invocation = FunctionInvocation.Create(task.Resource, attempt);
        }
    }

    public static void OnFunctionReturned(StepBuilder step, State.Task task, TaskAttempt attempt, FunctionOutcome outcome)
    {
        switch (outcome)
        {
            case FunctionOutcome.Returned returned when Quotas.IsTooLarge(returned.Output):
                Failed(step, task, new StateError(ErrorNames.DataLimitExceeded, Quotas.ExceededCause(TaskEvents.NameInCause(task.Resource))));
                break;
            case FunctionOutcome.Returned returned when task.Resource.WaitsForTaskToken:
                TaskEvents.Submitted(step, task.Resource, returned.Output);
                step.State = step.State with { Phase = new Phase.AwaitingCallback(attempt with { Parameters = null }) };
                break;
            case FunctionOutcome.Returned returned:
                Succeeded(step, task, returned.Output);
                break;
            case FunctionOutcome.Failed failed:
                Failed(step, task, failed.Error);
                break;
            default:
                throw new InvalidOperationException("An outcome of an unknown kind.");
        }
    }

    public static void Succeeded(StepBuilder step, State.Task task, string output)
    {
        TaskEvents.Succeeded(step, task.Resource, output);
        var raw = step.Scope();
        var placed = DataFlow.ApplyResult(task.Payload, raw, JsonText.Parse(output));
        step.Leave(DataFlow.ApplyOutputPath(task.Fields, raw.WithData(placed)), task.Fields.Next);
    }

    public static void Failed(StepBuilder step, State.Task task, StateError error)
    {
        TaskEvents.Failed(step, task.Resource, error);
        RetryOrCatch(step, task, error);
    }

    public static void TimedOut(StepBuilder step, State.Task task, bool heartbeat)
    {
        var error = StateError.TimedOut(heartbeat);
        TaskEvents.TimedOut(step, task.Resource, error);
        RetryOrCatch(step, task, error);
    }

    public static void Retry(StepBuilder step, State.Task task)
    {
        step.State = step.State with { RetryCount = step.State.RetryCount + 1 };
        Schedule(step, task);
    }

    private static void RetryOrCatch(StepBuilder step, State.Task task, StateError error)
    {
        switch (RetryDecision.Decide(task, error, step.State.RetriesUsed, Jitter.Next))
        {
            case RetryDecision.Retry retry:
                var until = step.Now + step.Info.Scale(retry.Delay);
                step.State = step.State with { RetriesUsed = retry.RetriesUsed, Phase = new Phase.BackingOff(until) };
                break;
            case RetryDecision.Catch caught:
                // As recorded on AWS: OutputPath does not apply to a caught error.
                var output = new JsonObject { ["Error"] = error.Name, ["Cause"] = error.CauseForCatcher };
                step.Leave(DataFlow.ApplyResultPath(caught.Catcher.ResultPath, step.Scope(), output), caught.Catcher.Next);
                break;
            default:
                step.Fail(error.Name, error.Cause);
                break;
        }
    }

    private static void ApplyMock(StepBuilder step, State.Task task, TaskAttempt attempt, MockResponses mock)
    {
        var invocation = step.State.Invocations.GetValueOrDefault(task.Name);
        step.State = step.State with { Invocations = step.State.Invocations.SetItem(task.Name, invocation + 1) };
        var outcome = mock.Next(invocation);
        OnFunctionReturned(step, task, attempt, outcome);
        if (step.State.Phase is Phase.AwaitingCallback && outcome is FunctionOutcome.Returned returned)
        {
            // The mocked response of a .waitForTaskToken task is the output of its callback.
            Succeeded(step, task, returned.Output);
        }
    }

    private static TaskAttempt CreateAttempt(StepBuilder step, string? token, string parameters, long? timeout, long? heartbeat)
    {
        TimeSpan? interval = heartbeat is { } seconds && token is not null ? step.Info.Scale(TimeSpan.FromSeconds(seconds)) : null;
        DateTimeOffset? timeoutAt = timeout is { } limit ? step.Now + step.Info.Scale(TimeSpan.FromSeconds(limit)) : null;
        return new TaskAttempt(0, parameters, token, timeoutAt, step.Now + interval, interval);
    }

    private static void CheckParameters(State.Task task, string parameters)
    {
        if (Quotas.IsTooLarge(parameters))
        {
            throw Quotas.Exceeded(task.Name);
        }

        if (task.Resource is TaskResource.Invoke && InvokeParameters.Problems(JsonText.Parse(parameters)) is { Length: > 0 } problems)
        {
            throw new StateErrorException(
                ErrorNames.Runtime, $"The Parameters '{parameters}' could not be used to start the Task: [{string.Join(", ", problems)}]");
        }
    }
}
