using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals;

[JsonConverter(typeof(JsonStringEnumConverter<ReversalStatus>))]
public enum ReversalStatus
{
    /// <summary>Started: what is observed from now on no longer verifies the change.</summary>
    [JsonStringEnumMemberName("STARTED")]
    Started,

    /// <summary>AWS accepted it.</summary>
    [JsonStringEnumMemberName("REVERTED")]
    Reverted,

    /// <summary>Refused by AWS or a guardrail; the change stays.</summary>
    [JsonStringEnumMemberName("REVERT_FAILED")]
    Failed,
}
