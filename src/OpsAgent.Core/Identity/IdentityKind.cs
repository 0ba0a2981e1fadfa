using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

[JsonConverter(typeof(JsonStringEnumConverter<IdentityKind>))]
public enum IdentityKind
{
    /// <summary>The client names the user; only the client is authenticated, by its API key.</summary>
    [JsonStringEnumMemberName("asserted")]
    Asserted,

    /// <summary>The user is authenticated, by an issuer's token or a signed request of a chat service.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,
}
