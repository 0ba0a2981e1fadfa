using System.Text.Json.Serialization;

namespace OpsAgent.Core.Primitives;

/// <summary>Whether AWS is read and changed. In every response as <c>execution_mode</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionMode>))]
public enum ExecutionMode
{
    /// <summary>A simulated cloud in the process; nothing leaves the machine.</summary>
    [JsonStringEnumMemberName("LOCAL_MOCK")]
    LocalMock,

    /// <summary>Real reads; a write is only validated.</summary>
    [JsonStringEnumMemberName("DRY_RUN")]
    DryRun,

    /// <summary>Real reads and writes.</summary>
    [JsonStringEnumMemberName("SANDBOX_LIVE")]
    SandboxLive,
}
