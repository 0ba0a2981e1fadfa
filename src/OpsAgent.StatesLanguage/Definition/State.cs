using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The states this engine runs. Map and Parallel are refused when a machine is created.</summary>
internal abstract record State(StateFrame Frame)
{
    public string Name => Frame.Name;

    /// <summary>The first word of its event types.</summary>
    public string Kind => GetType().Name;

    internal sealed record Pass(StateFrame Frame, ResultShape Shape, bool HasResult, JsonNode? Result) : State(Frame);

    internal sealed record Task(
        StateFrame Frame,
        ResultShape Shape,
        TaskResource Resource,
        TimeLimit? Timeout,
        TimeLimit? Heartbeat,
        ImmutableArray<Retrier> Retriers,
        ImmutableArray<Catcher> Catchers) : State(Frame);

    internal sealed record Choice(StateFrame Frame, ImmutableArray<ChoiceBranch> Branches, string? Default) : State(Frame);

    internal sealed record Wait(StateFrame Frame, WaitUntil Until) : State(Frame);

    internal sealed record Succeed(StateFrame Frame) : State(Frame);

    internal sealed record Fail(StateFrame Frame, FailText? Error, FailText? Cause) : State(Frame);
}
