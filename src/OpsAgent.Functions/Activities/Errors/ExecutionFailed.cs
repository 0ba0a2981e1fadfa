namespace OpsAgent.Functions.Activities.Errors;

/// <summary>The change failed, or its outcome is unknown; the proposal says which. Never retried.</summary>
public sealed class ExecutionFailed(string message) : ActivityException(message);
