namespace OpsAgent.Functions.Activities;

/// <inheritdoc cref="ValidateTagsResult"/>
public sealed record VerifyOutcomeResult(string Summary);
