namespace OpsAgent.StatesLanguage;

/// <summary>A running execution: its row, and its definition and state parsed.</summary>
internal sealed record LoadedExecution(ExecutionRow Row, StateMachineDefinition Definition, ExecutionInfo Info, ExecutionState State);
