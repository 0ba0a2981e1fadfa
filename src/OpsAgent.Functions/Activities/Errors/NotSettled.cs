namespace OpsAgent.Functions.Activities.Errors;

/// <summary>Not yet: another attempt holds the claim, or the change is not real yet. Retried at a fixed interval.</summary>
public sealed class NotSettled(string message) : ActivityException(message);
