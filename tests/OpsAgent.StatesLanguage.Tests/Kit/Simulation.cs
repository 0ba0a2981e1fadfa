using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Runs a state machine on the interpreter alone: functions return at once, and time advances to the next due time.</summary>
internal sealed class Simulation
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly StateMachineDefinition _definition;
    private readonly ExecutionInfo _info;

    public Simulation(string definition, string input = "{}", double scale = 1, MockCase? mocks = null)
    {
        _definition = DefinitionParser.Parse(definition, out var problems) ?? throw new InvalidOperationException(problems);
        _info = new ExecutionInfo(
            "arn:aws:states:us-east-1:123456789012:execution:m:e", "e", input, Epoch,
            "arn:aws:states:us-east-1:123456789012:stateMachine:m", "m", "arn:aws:iam::123456789012:role/r", "us-east-1", scale, mocks);
        Apply(Interpreter.Start(_definition, _info));
    }

    public ExecutionState State { get; private set; } = null!;

    public FunctionInvocation? Invocation { get; private set; }

    public DateTimeOffset Now { get; private set; } = Epoch;

    public List<HistoryEvent> Events { get; } = [];

    public List<FunctionInvocation> Invocations { get; } = [];

    public string? Token => State.Phase.OpenAttempt?.Token;

    /// <summary>Type and predecessor of every event: <c>PassStateEntered&lt;0</c>.</summary>
    public string History => string.Join(" ", Events.Select(historyEvent => $"{historyEvent.Type}<{historyEvent.PreviousId}"));

    public string Types => string.Join(" ", Events.Select(historyEvent => historyEvent.Type));

    public static Simulation Run(string definition, string input = "{}", Func<FunctionInvocation, FunctionOutcome>? function = null, double scale = 1) =>
        new Simulation(definition, input, scale).RunToEnd(function);

    public Simulation RunToEnd(Func<FunctionInvocation, FunctionOutcome>? function = null)
    {
        while (State.IsRunning)
        {
            if (Invocation is { } invocation && function is not null)
            {
                ReturnFromFunction(function(invocation));
            }
            else if (State.Due is { } due)
            {
                AdvanceTo(due);
            }
            else
            {
                throw new InvalidOperationException($"Nothing will ever happen in '{State.StateName}'.");
            }
        }

        return this;
    }

    public Simulation ReturnFromFunction(FunctionOutcome outcome)
    {
        var id = Invocation!.AttemptId;
        Invocation = null;
        Apply(Interpreter.OnFunctionReturned(_definition, _info, State, id, outcome, Now));
        return this;
    }

    public bool Callback(TaskCallback callback, string? token = null)
    {
        var step = Interpreter.OnCallback(_definition, _info, State, token ?? Token ?? "", callback, Now);
        Apply(step);
        return step is not null;
    }

    public Simulation Advance(double seconds) => AdvanceTo(Now + TimeSpan.FromSeconds(seconds));

    public Simulation AdvanceTo(DateTimeOffset moment)
    {
        Now = moment;
        Apply(Interpreter.OnTimeElapsed(_definition, _info, State, Now));
        return this;
    }

    public Simulation Stop(string? error = null, string? cause = null)
    {
        Apply(Interpreter.Stop(_definition, _info, State, error, cause, Now));
        return this;
    }

    public JsonObject Details(string type) => Events.Last(historyEvent => historyEvent.Type == type).Details!;

    // Every state is serialized and read back, as at a restart.
    private void Apply(Step? step)
    {
        if (step is null)
        {
            return;
        }

        State = step.State.IsRunning ? ExecutionStateJson.Read(ExecutionStateJson.Write(step.State)) : step.State;
        Events.AddRange(step.Events);
        if (step.Invocation is { } invocation)
        {
            Invocation = invocation;
            Invocations.Add(invocation);
        }
    }
}
