namespace OpsAgent.Functions.ConfigurationChanges;

/// <param name="Outcome"><c>recorded</c>, <c>repeated</c> for an event that was recorded before, or <c>refused</c>.</param>
public sealed record ConfigurationChangesResult(string Outcome);
