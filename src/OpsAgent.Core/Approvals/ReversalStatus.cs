using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals;

[JsonConverter(typeof(JsonStringEnumConverter<ReversalStatus>))]
public enum ReversalStatus
{
    /// <summary>It was begun, so that nothing that is seen from here on verifies the change.</summary>
    [JsonStringEnumMemberName("STARTED")]
    Started,

    /// <summary>AWS accepted it.</summary>
    [JsonStringEnumMemberName("REVERTED")]
    Reverted,

    /// <summary>AWS refused it, or a guardrail did; the change stays as it was made.</summary>
    [JsonStringEnumMemberName("REVERT_FAILED")]
    Failed,
}
