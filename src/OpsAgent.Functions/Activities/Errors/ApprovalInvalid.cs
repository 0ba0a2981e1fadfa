namespace OpsAgent.Functions.Activities.Errors;

/// <summary>There is no live approval of exactly this change; nothing was done. Never retried.</summary>
public sealed class ApprovalInvalid(string message) : ActivityException(message);
