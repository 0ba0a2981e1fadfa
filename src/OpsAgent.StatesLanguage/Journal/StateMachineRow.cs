namespace OpsAgent.StatesLanguage;

/// <summary>A state machine and its current revision. <see cref="RevisionId"/> is null until its first update, as on AWS.</summary>
internal sealed record StateMachineRow(
    string Arn,
    string Name,
    long Revision,
    DateTimeOffset Created,
    bool Deleting,
    string? Logging,
    string? Tracing,
    string Definition,
    string Role,
    string? RevisionId,
    DateTimeOffset Updated,
    string? Tags);
