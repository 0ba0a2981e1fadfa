using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>
/// The pure core: (definition, facts, state, what happened, now) → next state, events, and at most one call to make.
/// It reads no clock, stores nothing and calls nobody. A null step means that what happened no longer matters:
/// the attempt was over, the token spent, the execution ended.
/// </summary>
internal static class Interpreter
{
    public static Step Start(StateMachineDefinition definition, ExecutionFacts facts)
    {
        var state = new ExecutionState
        {
            Status = ExecutionStatus.Running,
            LastEventId = 0,
            PreviousEventId = 0,
            StateName = definition.StartAt,
            StateInput = facts.Input,
            EnteredEventId = 0,
            EnteredAt = facts.StartedAt,
            RetriesUsed = [],
            RetryCount = 0,
            Phase = new Phase.Ready(),
            Deadline = definition.TimeoutSeconds is { } seconds ? facts.StartedAt + facts.Scaled(TimeSpan.FromSeconds(seconds)) : null,
            Invocations = ImmutableDictionary<string, int>.Empty,
        };
        var stepper = new Stepper(definition, facts, state, facts.StartedAt);
        return Run(stepper, stepper.Start);
    }

    /// <summary>The call to repeat after a restart: its answer was never recorded.</summary>
    public static FunctionCall? Resume(StateMachineDefinition definition, ExecutionState state) =>
        state is { IsRunning: true, Phase: Phase.Calling calling } && definition.States[state.StateName] is State.Task task
            ? FunctionCall.For(task.Resource, calling.Attempt)
            : null;

    public static Step? TimePassed(StateMachineDefinition definition, ExecutionFacts facts, ExecutionState state, DateTimeOffset now)
    {
        if (state.Due is not { } due || due > now)
        {
            return null;
        }

        var stepper = new Stepper(definition, facts, state, now);
        return Run(stepper, () => Elapse(stepper));
    }

    public static Step? FunctionAnswered(
        StateMachineDefinition definition, ExecutionFacts facts, ExecutionState state, int attemptId, FunctionOutcome outcome, DateTimeOffset now)
    {
        if (state is not { IsRunning: true, Phase: Phase.Calling calling } || calling.Attempt.ScheduledEventId != attemptId)
        {
            return null;
        }

        var stepper = new Stepper(definition, facts, state, now);
        return Run(stepper, () => TaskRunner.Answered(stepper, (State.Task)stepper.Current, calling.Attempt, outcome));
    }

    /// <summary>A callback may come before the function has answered; it then ends the task, and the late answer no longer matters.</summary>
    public static Step? TaskAnswered(
        StateMachineDefinition definition, ExecutionFacts facts, ExecutionState state, string token, TaskAnswer answer, DateTimeOffset now)
    {
        if (!state.IsRunning || state.Phase.OpenAttempt is not { } attempt || attempt.Token != token)
        {
            return null;
        }

        var stepper = new Stepper(definition, facts, state, now);
        return Run(stepper, () => Answer(stepper, (State.Task)stepper.Current, attempt, answer));
    }

    public static Step? Stop(
        StateMachineDefinition definition, ExecutionFacts facts, ExecutionState state, string? error, string? cause, DateTimeOffset now)
    {
        if (!state.IsRunning)
        {
            return null;
        }

        var stepper = new Stepper(definition, facts, state, now);
        stepper.Abort(error, cause);
        return stepper.Result;
    }

    private static void Elapse(Stepper stepper)
    {
        if (stepper.State.Deadline <= stepper.Now)
        {
            stepper.TimeOut();
            return;
        }

        switch (stepper.State.Phase)
        {
            case Phase.Waiting:
                StateRunner.AfterWait(stepper, (State.Wait)stepper.Current);
                break;
            case Phase.BackingOff:
                TaskRunner.Retry(stepper, (State.Task)stepper.Current);
                break;
            default:
                TaskRunner.TimedOut(stepper, (State.Task)stepper.Current, stepper.State.Phase.OpenAttempt!.HeartbeatIsFirst);
                break;
        }
    }

    private static void Answer(Stepper stepper, State.Task task, TaskAttempt attempt, TaskAnswer answer)
    {
        switch (answer)
        {
            case TaskAnswer.Success success:
                TaskRunner.Succeeded(stepper, task, success.Output);
                break;
            case TaskAnswer.Failure failure:
                TaskRunner.Failed(stepper, task, new StateError(failure.Error, failure.Cause));
                break;
            default:
                Beat(stepper, attempt);
                break;
        }
    }

    // A heartbeat moves its own deadline and nothing else; it leaves no event.
    private static void Beat(Stepper stepper, TaskAttempt attempt)
    {
        var beaten = attempt with { HeartbeatAt = stepper.Now + attempt.HeartbeatEvery };
        stepper.State = stepper.State with
        {
            Phase = stepper.State.Phase is Phase.Calling ? new Phase.Calling(beaten) : new Phase.AwaitingCallback(beaten),
        };
    }

    private static Step Run(Stepper stepper, Action first)
    {
        try
        {
            first();
            while (stepper.State.Phase is Phase.Ready)
            {
                StateRunner.Run(stepper);
            }
        }
        catch (StateErrorException stopped)
        {
            stepper.Call = null;
            stepper.Fail(stopped);
        }
        catch (Exception broken)
        {
            // A mistake of this engine must end as a failed execution that says so, not as one that hangs.
            stepper.Call = null;
            stepper.Fail(ErrorNames.Runtime, $"The engine could not run the state '{stepper.State.StateName}': {broken.Message}");
        }

        return stepper.Result;
    }
}
