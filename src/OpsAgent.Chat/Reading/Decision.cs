using System.Text.Json.Serialization;

namespace OpsAgent.Chat.Reading;

public enum Decision
{
    [JsonStringEnumMemberName("approve")]
    Approve,

    [JsonStringEnumMemberName("deny")]
    Deny,

    [JsonStringEnumMemberName("withdraw")]
    Withdraw,
}
