namespace OpsAgent.Core.Operations;

/// <summary>What a workflow operation did.</summary>
/// <param name="Target">The record or channel it was done to.</param>
/// <param name="Answer">What to tell the caller.</param>
public sealed record WorkflowOperationResult(string Target, OperationAnswer Answer);
