using System.Text.Json.Serialization;

namespace OpsAgent.Core.Approvals.Effects;

[JsonConverter(typeof(JsonStringEnumConverter<EffectVerdict>))]
public enum EffectVerdict
{
    [JsonStringEnumMemberName("better")]
    Better,

    [JsonStringEnumMemberName("same")]
    Same,

    [JsonStringEnumMemberName("worse")]
    Worse,

    /// <summary>There is no data, or it could not be read.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
