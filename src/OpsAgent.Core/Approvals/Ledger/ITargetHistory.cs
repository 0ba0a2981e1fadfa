namespace OpsAgent.Core.Approvals.Ledger;

/// <summary>
/// What was last done to a target. MUST answer the execution that was stored last, by whichever proposal and however many others
/// came and went since, and never an older one.
/// </summary>
public interface ITargetHistory
{
    /// <param name="operation">The wire name: each operation has a history of its own.</param>
    Task<TargetHistory> FindLastAsync(string targetArn, string operation, CancellationToken cancellationToken);
}

/// <param name="Last">The last execution, or null.</param>
/// <param name="Unreadable">How many stored records cannot be read of which any may be of a later one.</param>
public sealed record TargetHistory(PastExecution? Last, int Unreadable = 0)
{
    public static TargetHistory None { get; } = new((PastExecution?)null);
}

/// <summary>An execution that changed its target, or may have.</summary>
/// <param name="Proposal">Whose it was.</param>
/// <param name="Status"><see cref="ExecutionStatus.Executed"/> or <see cref="ExecutionStatus.Unknown"/>.</param>
/// <param name="At">When it ended.</param>
public sealed record PastExecution(ProposalId Proposal, ExecutionStatus Status, DateTimeOffset At)
{
    /// <returns>The proposal's execution, or null if it changed nothing for sure: a refused or tried one must not take the place of a real one.</returns>
    public static PastExecution? Of(Proposal proposal) => proposal.Execution is { Status: ExecutionStatus.Executed or ExecutionStatus.Unknown } execution
        ? new PastExecution(proposal.Id, execution.Status, execution.At)
        : null;

    /// <returns>What a transition adds to the target's history, or null.</returns>
    public static PastExecution? Added(Proposal before, Proposal after) => before.Execution is null ? Of(after) : null;
}
