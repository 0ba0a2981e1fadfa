using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

/// <summary>Who did something, how that is authenticated, and where the request came from.</summary>
public sealed record Person(UserId UserId, IdentityKind Identity, [property: JsonPropertyName("channel")] RequestSource Source)
{
    /// <summary>
    /// True where the person themselves acted and is verified, not a program for them: a bearer token at the API is
    /// verified too, but may be held by a program.
    /// </summary>
    [JsonIgnore]
    public bool ActedInPerson => Identity is IdentityKind.Verified && Source is (RequestSource.Console or RequestSource.Slack or RequestSource.Teams);

    public static Person Agent(RequestSource source) => new(UserId.System, IdentityKind.Verified, source);
}
