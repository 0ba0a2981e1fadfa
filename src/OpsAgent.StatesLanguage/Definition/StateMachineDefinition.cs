using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>A validated state machine.</summary>
internal sealed record StateMachineDefinition(string StartAt, ImmutableDictionary<string, State> States, long? TimeoutSeconds);
