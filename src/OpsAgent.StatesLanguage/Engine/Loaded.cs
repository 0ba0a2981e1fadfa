namespace OpsAgent.StatesLanguage;

/// <summary>A running execution as the interpreter needs it.</summary>
internal sealed record Loaded(ExecutionRow Row, StateMachineDefinition Definition, ExecutionFacts Facts, ExecutionState State);
