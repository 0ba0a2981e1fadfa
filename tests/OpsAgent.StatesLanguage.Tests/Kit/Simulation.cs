using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage.Tests;

/// <summary>Runs a machine on the pure interpreter: calls are answered at once, and time jumps to whatever is due next.</summary>
internal sealed class Simulation
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly StateMachineDefinition _definition;
    private readonly ExecutionFacts _facts;

    public Simulation(string definition, string input = "{}", double scale = 1, MockCase? mocks = null)
    {
        _definition = DefinitionParser.Parse(definition, out var problems) ?? throw new InvalidOperationException(problems);
        _facts = new ExecutionFacts(
            "arn:aws:states:us-east-1:123456789012:execution:m:e", "e", input, Epoch,
            "arn:aws:states:us-east-1:123456789012:stateMachine:m", "m", "arn:aws:iam::123456789012:role/r", "us-east-1", scale, mocks);
        Take(Interpreter.Start(_definition, _facts));
    }

    public ExecutionState State { get; private set; } = null!;

    public FunctionCall? Call { get; private set; }

    public DateTimeOffset Now { get; private set; } = Epoch;

    public List<HistoryEvent> Events { get; } = [];

    public List<FunctionCall> Calls { get; } = [];

    public string? Token => State.Phase.OpenAttempt?.Token;

    /// <summary>Type and predecessor of every event: <c>PassStateEntered&lt;0</c>.</summary>
    public string History => string.Join(" ", Events.Select(happened => $"{happened.Type}<{happened.PreviousId}"));

    public string Types => string.Join(" ", Events.Select(happened => happened.Type));

    public static Simulation Of(string definition, string input = "{}", Func<FunctionCall, FunctionOutcome>? function = null, double scale = 1) =>
        new Simulation(definition, input, scale).RunToEnd(function);

    public Simulation RunToEnd(Func<FunctionCall, FunctionOutcome>? function = null)
    {
        while (State.IsRunning)
        {
            if (Call is { } call && function is not null)
            {
                Answer(function(call));
            }
            else if (State.Due is { } due)
            {
                PassTo(due);
            }
            else
            {
                throw new InvalidOperationException($"Nothing will ever happen in '{State.StateName}'.");
            }
        }

        return this;
    }

    public Simulation Answer(FunctionOutcome outcome)
    {
        var id = Call!.AttemptId;
        Call = null;
        Take(Interpreter.FunctionAnswered(_definition, _facts, State, id, outcome, Now));
        return this;
    }

    public bool Callback(TaskAnswer answer, string? token = null)
    {
        var step = Interpreter.TaskAnswered(_definition, _facts, State, token ?? Token ?? "", answer, Now);
        Take(step);
        return step is not null;
    }

    public Simulation Pass(double seconds) => PassTo(Now + TimeSpan.FromSeconds(seconds));

    public Simulation PassTo(DateTimeOffset moment)
    {
        Now = moment;
        Take(Interpreter.TimePassed(_definition, _facts, State, Now));
        return this;
    }

    public Simulation Stop(string? error = null, string? cause = null)
    {
        Take(Interpreter.Stop(_definition, _facts, State, error, cause, Now));
        return this;
    }

    public JsonObject Details(string type) => Events.Last(happened => happened.Type == type).Details!;

    // Every state goes through its stored form: what a restart would find is what the tests see.
    private void Take(Step? step)
    {
        if (step is null)
        {
            return;
        }

        State = step.State.IsRunning ? ExecutionStateJson.Read(ExecutionStateJson.Write(step.State)) : step.State;
        Events.AddRange(step.Events);
        if (step.Call is { } call)
        {
            Call = call;
            Calls.Add(call);
        }
    }
}
