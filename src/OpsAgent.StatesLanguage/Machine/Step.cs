using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>What one step did: the new state, the events that led to it, and what to do once both are stored.</summary>
internal sealed record Step(ExecutionState State, ImmutableArray<HistoryEvent> Events, FunctionCall? Call);
