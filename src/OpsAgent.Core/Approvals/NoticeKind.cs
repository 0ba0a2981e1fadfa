namespace OpsAgent.Core.Approvals;

public enum NoticeKind
{
    /// <summary>To the approvers: something waits for them.</summary>
    ApprovalRequested,

    /// <summary>To the approvers: it still waits.</summary>
    Reminder,

    /// <summary>To the requester: how it ended.</summary>
    Outcome,

    /// <summary>To the operations topic: an incident was recorded.</summary>
    Incident,
}
