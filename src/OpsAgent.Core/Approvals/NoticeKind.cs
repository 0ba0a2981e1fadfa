using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals;

public enum NoticeKind
{
    /// <summary>To the approvers: a proposal waits for approval.</summary>
    [JsonStringEnumMemberName("approval_requested")]
    ApprovalRequested,

    /// <summary>To the approvers: a proposal still waits.</summary>
    [JsonStringEnumMemberName("reminder")]
    Reminder,

    /// <summary>To the requester: how the proposal ended.</summary>
    [JsonStringEnumMemberName("outcome")]
    Outcome,

    /// <summary>To the requester: whether the change helped.</summary>
    [JsonStringEnumMemberName("effect")]
    Effect,

    /// <summary>To the approvers and the administrators: an administrator approved alone, by break-glass.</summary>
    [JsonStringEnumMemberName("break_glass")]
    BreakGlass,

    /// <summary>To whoever handles incidents: one was recorded.</summary>
    [JsonStringEnumMemberName("incident")]
    Incident,

    /// <summary>To the administrators: a parameter of the deployment or its stack was changed.</summary>
    [JsonStringEnumMemberName("configuration_changed")]
    ConfigurationChanged,
}
