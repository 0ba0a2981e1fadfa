namespace OpsAgent.Functions.Activities.Errors;

/// <summary>A rule said no; the proposal is Rejected in the store. Never retried.</summary>
public sealed class GuardrailRejected(string message) : ActivityException(message);
