namespace OpsAgent.Core.Approvals;

public enum NoticeKind
{
    /// <summary>To the approvers: a proposal waits for approval.</summary>
    ApprovalRequested,

    /// <summary>To the approvers: a proposal still waits.</summary>
    Reminder,

    /// <summary>To the requester: how the proposal ended.</summary>
    Outcome,

    /// <summary>To the operations topic: an incident was recorded.</summary>
    Incident,
}
