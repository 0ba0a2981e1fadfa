namespace OpsAgent.Core.Operations;

/// <summary>What a workflow operation did.</summary>
/// <param name="Target">The record or channel it was done to.</param>
/// <param name="Finding">The words and facts of the answer.</param>
public sealed record WorkflowOperationResult(string Target, Finding Finding);
