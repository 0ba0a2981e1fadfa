namespace OpsAgent.Functions.Activities.Errors;

/// <summary>A rule refused the change; the proposal is Rejected in the store. Never retried.</summary>
public sealed class GuardrailRejected(string message) : ActivityException(message);
