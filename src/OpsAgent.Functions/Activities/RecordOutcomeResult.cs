namespace OpsAgent.Functions.Activities;

/// <param name="Status">The final status in lower case: the state machine routes on it.</param>
/// <param name="Message">What the requester is told.</param>
public sealed record RecordOutcomeResult(string Status, string Message);
