namespace OpsAgent.Core.Approvals.StateMachine;

public sealed record StateMachineStep(string State, DateTimeOffset EnteredAt);
