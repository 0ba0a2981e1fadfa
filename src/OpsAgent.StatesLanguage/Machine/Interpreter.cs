using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// Pure: from definition, execution, state, input and time to the next state, its events and at most one invocation.
/// Reads no clock and does no I/O. A null step means that the input came too late: the attempt, the task of the token or
/// the execution has ended.
/// </summary>
internal static class Interpreter
{
    public static Step Start(StateMachineDefinition definition, ExecutionInfo info)
    {
        var state = new ExecutionState
        {
            Status = ExecutionStatus.Running,
            LastEventId = 0,
            PreviousEventId = 0,
            StateName = definition.StartAt,
            StateInput = info.Input,
            EnteredEventId = 0,
            EnteredAt = info.StartedAt,
            RetriesUsed = [],
            RetryCount = 0,
            Phase = new Phase.Ready(),
            Deadline = definition.TimeoutSeconds is { } seconds ? info.StartedAt + info.Scale(TimeSpan.FromSeconds(seconds)) : null,
            Invocations = ImmutableDictionary<string, int>.Empty,
        };
        var step = new StepBuilder(definition, info, state, info.StartedAt);
        return Run(step, step.Start);
    }

    /// <returns>The invocation to repeat after a restart because its outcome was not stored, or null.</returns>
    public static FunctionInvocation? Resume(StateMachineDefinition definition, ExecutionState state) =>
        state is { IsRunning: true, Phase: Phase.Calling calling } && definition.States[state.StateName] is State.Task task
            ? FunctionInvocation.Create(task.Resource, calling.Attempt)
            : null;

    public static Step? OnTimeElapsed(StateMachineDefinition definition, ExecutionInfo info, ExecutionState state, DateTimeOffset now)
    {
        if (state.Due is not { } due || due > now)
        {
            return null;
        }

        var step = new StepBuilder(definition, info, state, now);
        return Run(step, () => ApplyElapsedTime(step));
    }

    public static Step? OnFunctionReturned(
        StateMachineDefinition definition, ExecutionInfo info, ExecutionState state, int attemptId, FunctionOutcome outcome, DateTimeOffset now)
    {
        if (state is not { IsRunning: true, Phase: Phase.Calling calling } || calling.Attempt.ScheduledEventId != attemptId)
        {
            return null;
        }

        var step = new StepBuilder(definition, info, state, now);
        return Run(step, () => TaskRunner.OnFunctionReturned(step, (State.Task)step.Current, calling.Attempt, outcome));
    }

    /// <summary>A callback may come before the function has returned: it ends the task, and the function's result is ignored.</summary>
    public static Step? OnCallback(
        StateMachineDefinition definition, ExecutionInfo info, ExecutionState state, string token, TaskCallback callback, DateTimeOffset now)
    {
        if (!state.IsRunning || state.Phase.OpenAttempt is not { } attempt || attempt.Token != token)
        {
            return null;
        }

        var step = new StepBuilder(definition, info, state, now);
        return Run(step, () => ApplyCallback(step, (State.Task)step.Current, attempt, callback));
    }

    public static Step? Stop(
        StateMachineDefinition definition, ExecutionInfo info, ExecutionState state, string? error, string? cause, DateTimeOffset now)
    {
        if (!state.IsRunning)
        {
            return null;
        }

        var step = new StepBuilder(definition, info, state, now);
        step.Abort(error, cause);
        return step.Result;
    }

    private static void ApplyElapsedTime(StepBuilder step)
    {
        if (step.State.Deadline <= step.Now)
        {
            step.TimeOut();
            return;
        }

        switch (step.State.Phase)
        {
            case Phase.Waiting:
                StateRunner.AfterWait(step, (State.Wait)step.Current);
                break;
            case Phase.BackingOff:
                TaskRunner.Retry(step, (State.Task)step.Current);
                break;
            default:
                TaskRunner.TimedOut(step, (State.Task)step.Current, step.State.Phase.OpenAttempt!.HeartbeatExpiresFirst);
                break;
        }
    }

    private static void ApplyCallback(StepBuilder step, State.Task task, TaskAttempt attempt, TaskCallback callback)
    {
        switch (callback)
        {
            case TaskCallback.Success success:
                TaskRunner.Succeeded(step, task, success.Output);
                break;
            case TaskCallback.Failure failure:
                TaskRunner.Failed(step, task, new StateError(failure.Error, failure.Cause));
                break;
            default:
                ExtendHeartbeat(step, attempt);
                break;
        }
    }

    // A heartbeat only moves the heartbeat deadline; it adds no event.
    private static void ExtendHeartbeat(StepBuilder step, TaskAttempt attempt)
    {
        var extended = attempt with { HeartbeatAt = step.Now + attempt.HeartbeatInterval };
        step.State = step.State with
        {
            Phase = step.State.Phase is Phase.Calling ? new Phase.Calling(extended) : new Phase.AwaitingCallback(extended),
        };
    }

    private static Step Run(StepBuilder step, Action first)
    {
        try
        {
            first();
            while (step.State.Phase is Phase.Ready)
            {
                StateRunner.Run(step);
            }
        }
        catch (StateErrorException error)
        {
            step.Invocation = null;
            step.Fail(error);
        }
        catch (Exception exception)
        {
            // A bug of this engine must fail the execution, which would hang otherwise.
            step.Invocation = null;
            step.Fail(ErrorNames.Runtime, $"The engine could not run the state '{step.State.StateName}': {exception.Message}");
        }

        return step.Result;
    }
}
