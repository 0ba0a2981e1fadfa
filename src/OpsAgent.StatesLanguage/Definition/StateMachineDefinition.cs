using System.Collections.Immutable;

namespace OpsAgent.StatesLanguage;

/// <summary>A machine that passed every check; whatever is in here, the engine can run.</summary>
internal sealed record StateMachineDefinition(string StartAt, ImmutableDictionary<string, State> States, long? TimeoutSeconds);
