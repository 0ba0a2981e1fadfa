using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>The result of one step: the new state, its events, and the function to invoke once both are stored.</summary>
internal sealed record Step(ExecutionState State, ImmutableArray<HistoryEvent> Events, FunctionInvocation? Invocation);
