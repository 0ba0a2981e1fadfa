using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

[JsonConverter(typeof(JsonStringEnumConverter<IdentityKind>))]
public enum IdentityKind
{
    /// <summary>The client says who the user is; only the client itself is proved, by its API key.</summary>
    [JsonStringEnumMemberName("asserted")]
    Asserted,

    /// <summary>An issuer or a signed channel says who the user is.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,
}
