using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals;

public enum NoticeKind
{
    /// <summary>To the approvers: something waits for them.</summary>
    [JsonStringEnumMemberName("approval_requested")]
    ApprovalRequested,

    /// <summary>To the approvers: it still waits.</summary>
    [JsonStringEnumMemberName("reminder")]
    Reminder,

    /// <summary>To the requester: how it ended.</summary>
    [JsonStringEnumMemberName("outcome")]
    Outcome,

    /// <summary>To the operations topic: an incident was recorded.</summary>
    [JsonStringEnumMemberName("incident")]
    Incident,
}
