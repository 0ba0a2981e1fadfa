namespace OpsAgent.Core.Cards;

/// <summary>What somebody decided and what came of it. The title is the change in one sentence.</summary>
public sealed record DecisionCard : Card
{
    /// <summary><c>approved</c>, <c>denied</c> or <c>withdrawn</c>.</summary>
    public required string Decision { get; init; }

    public required string ProposalId { get; init; }

    /// <summary>The first 8 hex characters.</summary>
    public required string PlanHash { get; init; }

    public required string DecidedBy { get; init; }

    /// <summary>The proposal's status now.</summary>
    public required string Status { get; init; }

    /// <summary><c>EXECUTED</c>, <c>WOULD_EXECUTE</c>, <c>in_progress</c>, ...; null where nothing was to be executed.</summary>
    public string? ExecutionStatus { get; init; }

    /// <summary>What verification saw so far, or null.</summary>
    public string? Verification { get; init; }

    /// <summary>What became of it, in a sentence.</summary>
    public string? Text { get; init; }
}
