namespace OpsAgent.Core.Approvals.StateMachine;

/// <summary>The state machine's wait for approvals (<c>.waitForTaskToken</c>).</summary>
/// <param name="TaskToken">The token for the callback that ends it.</param>
/// <param name="EnteredAt">When the state was entered.</param>
/// <param name="RetryCount">Which attempt of the state this is, from 0.</param>
/// <param name="ExpiresAt">End of the approval window, before the state's heartbeat timeout.</param>
public sealed record ApprovalWait(TaskToken TaskToken, DateTimeOffset EnteredAt, int RetryCount, DateTimeOffset ExpiresAt)
{
    /// <summary>A late first attempt must not overwrite the token of a later one.</summary>
    public bool IsNewerThan(ApprovalWait? other) =>
        other is null || EnteredAt > other.EnteredAt || (EnteredAt == other.EnteredAt && RetryCount > other.RetryCount);
}
