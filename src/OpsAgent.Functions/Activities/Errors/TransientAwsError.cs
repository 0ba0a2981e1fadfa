namespace OpsAgent.Functions.Activities.Errors;

/// <summary>AWS did nothing and trying again may help. Retried with back-off.</summary>
public sealed class TransientAwsError(string message) : ActivityException(message);
