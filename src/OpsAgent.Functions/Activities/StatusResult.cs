namespace OpsAgent.Functions.Activities;

/// <param name="Status">The proposal's status, or the execution's, in lower case.</param>
public sealed record StatusResult(string Status);
