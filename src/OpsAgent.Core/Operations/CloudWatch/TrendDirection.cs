using System.Text.Json.Serialization;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What a metric did within a window.</summary>
public enum TrendDirection
{
    /// <summary>Too few datapoints to say.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    [JsonStringEnumMemberName("steady")]
    Steady,

    [JsonStringEnumMemberName("step_up")]
    StepUp,

    [JsonStringEnumMemberName("step_down")]
    StepDown,

    [JsonStringEnumMemberName("rising")]
    Rising,

    [JsonStringEnumMemberName("falling")]
    Falling,

    /// <summary>It has datapoints only since some moment: AWS sends no zero for many counts.</summary>
    [JsonStringEnumMemberName("began")]
    Began,

    /// <summary>It had datapoints until some moment.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
