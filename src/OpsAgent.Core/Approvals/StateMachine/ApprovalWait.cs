namespace OpsAgent.Core.Approvals.StateMachine;

/// <summary>The open wait of the state machine.</summary>
/// <param name="TaskToken">How to end it.</param>
/// <param name="EnteredAt">When the state was entered.</param>
/// <param name="RetryCount">Which attempt of the state this is, from 0.</param>
/// <param name="ExpiresAt">When our store closes: before the state machine's own heartbeat does.</param>
public sealed record ApprovalWait(TaskToken TaskToken, DateTimeOffset EnteredAt, int RetryCount, DateTimeOffset ExpiresAt)
{
    /// <summary>A late first attempt must not overwrite the token of a later one.</summary>
    public bool IsNewerThan(ApprovalWait? other) =>
        other is null || EnteredAt > other.EnteredAt || (EnteredAt == other.EnteredAt && RetryCount > other.RetryCount);
}
