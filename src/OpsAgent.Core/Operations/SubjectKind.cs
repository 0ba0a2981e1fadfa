using System.Text.Json.Serialization;

namespace OpsAgent.Core.Operations;

[JsonConverter(typeof(JsonStringEnumConverter<SubjectKind>))]
public enum SubjectKind
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

    [JsonStringEnumMemberName("alarm")]
    Alarm,

    [JsonStringEnumMemberName("cluster")]
    Cluster,
}
