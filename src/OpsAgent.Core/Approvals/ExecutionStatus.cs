using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals;

[JsonConverter(typeof(JsonStringEnumConverter<ExecutionStatus>))]
public enum ExecutionStatus
{
    /// <summary>AWS accepted the change.</summary>
    [JsonStringEnumMemberName("EXECUTED")]
    Executed,

    /// <summary>DRY_RUN: AWS would have accepted it.</summary>
    [JsonStringEnumMemberName("WOULD_EXECUTE")]
    WouldExecute,

    /// <summary>AWS refused it; nothing was changed.</summary>
    [JsonStringEnumMemberName("FAILED")]
    Failed,

    /// <summary>It is not known whether AWS made the change.</summary>
    [JsonStringEnumMemberName("OUTCOME_UNKNOWN")]
    Unknown,
}
