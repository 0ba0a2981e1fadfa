namespace OpsAgent.Core.Approvals;

public sealed record StateMachineStep(string State, DateTimeOffset EnteredAt);
