using System.Text.Json.Serialization;

namespace OpsAgent.Chat.Sessions;

[JsonConverter(typeof(JsonStringEnumConverter<FocusKind>))]
public enum FocusKind
{
    [JsonStringEnumMemberName("instance")]
    Instance,

    [JsonStringEnumMemberName("service")]
    Service,

    [JsonStringEnumMemberName("load_balancer")]
    LoadBalancer,

    [JsonStringEnumMemberName("target_group")]
    TargetGroup,

    [JsonStringEnumMemberName("proposal")]
    Proposal,
}
