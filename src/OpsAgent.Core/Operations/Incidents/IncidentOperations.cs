namespace OpsAgent.Core.Operations.Incidents;

/// <summary>The operations on incidents, for those who show incidents and offer to record one.</summary>
public static class IncidentOperations
{
    /// <summary>The operation that records one.</summary>
    public static WorkflowOperation Record { get; } = new CreateIncidentRecord();
}
