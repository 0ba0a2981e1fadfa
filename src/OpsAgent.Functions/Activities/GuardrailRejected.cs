namespace OpsAgent.Functions.Activities;

/// <summary>A rule said no; the proposal is Rejected in the store. Never retried.</summary>
public sealed class GuardrailRejected(string message) : ActivityException(message);
