namespace OpsAgent.Functions.Activities.Errors;

/// <summary>The target does not exist; the proposal is Rejected in the store. Never retried.</summary>
public sealed class TargetNotFound(string message) : ActivityException(message);
