namespace OpsAgent.Core.Approvals;

public sealed record WorkflowStep(string State, DateTimeOffset EnteredAt);
