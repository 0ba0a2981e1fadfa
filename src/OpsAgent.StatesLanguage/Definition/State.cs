using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsAgent.StatesLanguage;

/// <summary>The state types that this engine runs; Map and Parallel are errors of the definition.</summary>
internal abstract record State(StateFields Fields)
{
    public string Name => Fields.Name;

    /// <summary>The state's Type, which is also the prefix of its event types.</summary>
    public string Type => GetType().Name;

    internal sealed record Pass(StateFields Fields, PayloadFields Payload, bool HasResult, JsonNode? Result) : State(Fields);

    internal sealed record Task(
        StateFields Fields,
        PayloadFields Payload,
        TaskResource Resource,
        TimeLimit? Timeout,
        TimeLimit? Heartbeat,
        ImmutableArray<Retrier> Retriers,
        ImmutableArray<Catcher> Catchers) : State(Fields);

    internal sealed record Choice(StateFields Fields, ImmutableArray<ChoiceBranch> Branches, string? Default) : State(Fields);

    internal sealed record Wait(StateFields Fields, WaitUntil Until) : State(Fields);

    internal sealed record Succeed(StateFields Fields) : State(Fields);

    internal sealed record Fail(StateFields Fields, ErrorOrCause? Error, ErrorOrCause? Cause) : State(Fields);
}
