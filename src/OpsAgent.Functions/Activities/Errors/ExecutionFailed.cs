namespace OpsAgent.Functions.Activities.Errors;

/// <summary>The change failed or cannot be told; the proposal says which. Never retried.</summary>
public sealed class ExecutionFailed(string message) : ActivityException(message);
