using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Functions.Tests.Crashes;
using OpsAgent.StatesLanguage;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Kit;

/// <summary>
/// Runs the deployed definition on <see cref="Interpreter"/> over the functions of a bench, in place of Step Functions:
/// calls are made at once, and a retry moves the bench's clock to its time.
/// </summary>
internal sealed class Machine
{
    private readonly Bench bench;
    private readonly StateMachineDefinition definition;
    private readonly ConcurrentDictionary<ProposalId, Run> runs = [];

    private Machine(Bench bench, StateMachineDefinition definition) => (this.bench, this.definition) = (bench, definition);

    /// <summary>Where executions stop as if the step were still running; <see cref="GoOnAsync"/> takes them on.</summary>
    public string? PauseBefore { get; set; }

    /// <summary>Callbacks are accepted and have no effect.</summary>
    public bool LosesCallbacks { get; set; }

    /// <summary>How many executions were begun for a proposal.</summary>
    public int Begun { get; private set; }

    /// <param name="maxLooks">How often VerifyOutcome looks again; null for as often as is deployed.</param>
    public static Machine Behind(Bench bench, int? maxLooks = null)
    {
        var machine = new Machine(bench, maxLooks is { } looks ? Asl.WithMaxLooks(looks) : Asl.Machine);
        bench.Workflow.Then = machine.OnCallAsync;
        bench.Workflow.Waits = machine.IsWaiting;
        return machine;
    }

    /// <returns>The states that the execution entered.</returns>
    public IReadOnlyList<string> PathOf(ProposalId id) => runs[id].Path;

    /// <returns>The execution's data as it is now.</returns>
    public string DataOf(ProposalId id) => runs[id].State is var state ? state.Output ?? state.StateInput : string.Empty;

    /// <returns>The task tokens that were given out, last one last.</returns>
    public IReadOnlyList<string> TokensOf(ProposalId id) => runs[id].Tokens;

    public Task GoOnAsync(ProposalId id) => GoOnAsync(runs[id], runs[id].Paused!, isPassed: true);

    /// <returns>True where an execution has come to <see cref="PauseBefore"/>.</returns>
    public bool IsPaused(ProposalId id) => runs.TryGetValue(id, out var run) && run is { Paused: not null, State.IsRunning: true };

    private bool IsWaiting(ProposalId id, DateTimeOffset enteredAt, int retryCount) =>
        IsWaiting(id) && runs[id].State is var state && (state.EnteredAt - enteredAt).Duration() < TimeSpan.FromMilliseconds(2) && state.RetryCount == retryCount;

    public bool IsWaiting(ProposalId id) => runs.TryGetValue(id, out var run) && run.State is { IsRunning: true, Phase.OpenAttempt.Token: not null };

    /// <summary>SendTaskSuccess by hand, with whatever output.</summary>
    public Task CallBackByHandAsync(ProposalId id, JsonNode? output) =>
        AnswerAsync(runs[id], runs[id].Tokens[^1], new TaskCallback.Success(output?.ToJsonString() ?? "null"));

    /// <summary>SendTaskFailure by hand: an error that the state tries again makes it wait anew, with another token.</summary>
    public Task FailByHandAsync(ProposalId id, string error) => AnswerAsync(runs[id], runs[id].Tokens[^1], new TaskCallback.Failure(error, "by hand"));

    /// <summary>StopExecution in the console. What a function does at that moment it does to its end.</summary>
    public void Stop(ProposalId id) => runs[id].Take(Now, (d, facts, state, now) => Interpreter.Stop(d, facts, state, null, null, now));

    /// <summary>RedriveExecution: the state in which it was stopped is entered again, with the input that it had.</summary>
    public Task RedriveAsync(ProposalId id)
    {
        var stopped = runs[id];
        PauseBefore = null;
        return BeginAsync(runs[id] = new Run(id, definition with { StartAt = stopped.State.StateName }, stopped.State.StateInput, Now, stopped));
    }

    /// <summary>The window is over: nobody beat the heart. Moves the clock to its end, if that has not come.</summary>
    public Task HeartbeatTimesOutAsync(ProposalId id) => IsWaiting(id) ? PassTimeAsync(runs[id]) : Task.CompletedTask;

    private DateTimeOffset Now => bench.Time.GetUtcNow();

    private Task OnCallAsync(StateMachineCall call)
    {
        var run = runs.GetValueOrDefault(call.Proposal.Id);
        switch (call.Method)
        {
            case "Describe":
                bench.Workflow.Run = run?.AsSeen();
                break;
            case "Start" when run is not null:
                bench.Workflow.Starts = run.State.IsRunning;
                break;
            case "Start" when new Run(call.Proposal.Id, definition, Asl.InputFor(call.Proposal.Id).ToJsonString(), Now) is var started:
                bench.Workflow.Starts = true;
                if (runs.TryAdd(call.Proposal.Id, started))
                {
                    Begun++;
                    return BeginAsync(started);
                }

                break;
            case "Resume" when !LosesCallbacks:
                var output = new JsonObject { ["status"] = call.Proposal.Status.ToString().ToLowerInvariant() };
                var step = run is null ? null : StepOnCallback(run, call.Proposal.Wait!.TaskToken.Reveal(), new TaskCallback.Success(output.ToJsonString()));
                bench.Workflow.Resumes = step is not null;
                return step is null ? Task.CompletedTask : GoOnAsync(run!, step);
            default:
                break;
        }

        return Task.CompletedTask;
    }

    private Task BeginAsync(Run run) => GoOnAsync(run, run.First);

    private Step? StepOnCallback(Run run, string token, TaskCallback answer) =>
        run.Take(Now, (d, facts, state, now) => Interpreter.OnCallback(d, facts, state, token, answer, now));

    private Task AnswerAsync(Run run, string token, TaskCallback answer) => GoOnAsync(run, StepOnCallback(run, token, answer));

    /// <summary>Makes the calls and retries that follow from a step, until the execution waits, pauses or ends.</summary>
    private async Task GoOnAsync(Run run, Step? step, bool isPassed = false)
    {
        run.Paused = null;
        while (step is not null)
        {
            if (step.Invocation is { } call)
            {
                if (step.State.StateName == PauseBefore && step.State.RetryCount == 0 && !isPassed)
                {
                    run.Paused = step;
                    return;
                }

                isPassed = false;
                var outcome = await CallAsync(call);
                step = run.Take(Now, (d, facts, state, now) => Interpreter.OnFunctionReturned(d, facts, state, call.AttemptId, outcome, now));
            }
            else
            {
                step = step.State.Phase is Phase.BackingOff ? StepOnTimeElapsed(run) : null;
            }
        }
    }

    private Task PassTimeAsync(Run run) => GoOnAsync(run, StepOnTimeElapsed(run));

    /// <summary>Moves the clock to whatever is due next.</summary>
    private Step? StepOnTimeElapsed(Run run)
    {
        if (run.State.Due is { } due && due > Now)
        {
            bench.Time.Advance(due - Now);
        }

        return run.Take(Now, Interpreter.OnTimeElapsed);
    }

    private async Task<FunctionOutcome> CallAsync(FunctionInvocation call)
    {
        try
        {
            var answer = await bench.InvokeAsync(Asl.FunctionNamed(call.Function), JsonNode.Parse(call.Payload)!);
            return new FunctionOutcome.Returned(Asl.Invoked(JsonNode.Parse(answer.GetRawText())).ToJsonString());
        }
        catch (Exception e)
        {
            var error = e is WorkerCrashException ? "Runtime.ExitError" : e.GetType().Name;
            return new FunctionOutcome.Failed(new StateError(error, new JsonObject { ["errorType"] = error, ["errorMessage"] = e.Message }.ToJsonString()));
        }
    }

    /// <summary>One execution, or what came after a redrive; whoever comes second to a transition finds that it no longer matters.</summary>
    private sealed class Run
    {
        private readonly Lock gate = new();
        private readonly ProposalId id;
        private readonly StateMachineDefinition definition;
        private readonly ExecutionInfo facts;

        public Run(ProposalId id, StateMachineDefinition definition, string input, DateTimeOffset now, Run? redriven = null)
        {
            (this.id, this.definition) = (id, definition);
            facts = new ExecutionInfo(
                RecordingStateMachine.ArnOf(id), id.Value, input, now,
                "arn:aws:states:eu-central-1:123456789012:stateMachine:opsagent", "opsagent", "arn:aws:iam::123456789012:role/states", "eu-central-1", 1, null);
            (Path, Tokens) = redriven is null ? ([], []) : (redriven.Path, redriven.Tokens);
            First = Interpreter.Start(definition, facts);
            Keep(First);
        }

        public List<string> Path { get; }

        public List<string> Tokens { get; }

        public Step First { get; }

        public ExecutionState State { get; private set; } = null!;

        /// <summary>The step whose call is held back, or null.</summary>
        public Step? Paused { get; set; }

        /// <returns>Null where what happened no longer matters.</returns>
        public Step? Take(DateTimeOffset now, Func<StateMachineDefinition, ExecutionInfo, ExecutionState, DateTimeOffset, Step?> happen)
        {
            lock (gate)
            {
                var step = happen(definition, facts, State, now);
                if (step is not null)
                {
                    Keep(step);
                }

                return step;
            }
        }

        public StateMachineExecution AsSeen() => new(facts.Arn, State.Status.ToWireName());

        private void Keep(Step step)
        {
            State = step.State;
            Path.AddRange(step.Events.Where(e => e.DetailsName == "stateEnteredEventDetails").Select(e => Asl.Text(e.Details!["name"])));
            if (State.Phase.OpenAttempt?.Token is { } token && !Tokens.Contains(token))
            {
                Tokens.Add(token);
            }

            // Only the definition's own Fail state is an end; anything else is an error that no state catches.
            if (State.Status.ToWireName() is "FAILED" or "TIMED_OUT" && definition.States[State.StateName].Type != "Fail")
            {
                throw new InvalidOperationException($"States.Uncaught: {State.Error} in {State.StateName} of {id}: {State.Cause}");
            }
        }
    }
}
