namespace OpsAgent.StatesLanguage;

internal sealed record CachedRevision(StateMachineDefinition Definition, string Role, string MachineName);
