namespace OpsAgent.Functions.Activities.Errors;

/// <summary>Not yet: another attempt holds the claim, or the change is not real yet. Retried on a fixed beat.</summary>
public sealed class NotSettled(string message) : ActivityException(message);
