using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

/// <summary>What becomes of a proposal in SANDBOX_LIVE whose requester is only named by a client.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AssertedProposals>))]
public enum AssertedProposals
{
    /// <summary>It takes two approvals, or the named requester adopts it in person, and then the ordinary number.</summary>
    [JsonStringEnumMemberName("adopt_or_two")]
    AdoptOrTwo,

    [JsonStringEnumMemberName("refused")]
    Refused,
}
