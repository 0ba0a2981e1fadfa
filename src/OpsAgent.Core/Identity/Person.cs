using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

/// <summary>Who did something, how that is authenticated, and where the request came from.</summary>
public sealed record Person(UserId UserId, IdentityKind Identity, [property: JsonPropertyName("channel")] RequestSource Source)
{
    /// <summary>
    /// True where the person is authenticated and acted in person, as self-approval requires. A bearer token at the
    /// API is verified too, but a program may use it.
    /// </summary>
    [JsonIgnore]
    public bool ActedInPerson => Identity is IdentityKind.Verified && Source is (RequestSource.Console or RequestSource.Slack or RequestSource.Teams);

    /// <summary>False for the sources that only programs use: no agent or model ever decides.</summary>
    [JsonIgnore]
    public bool MayDecide => Source is RequestSource.Api or RequestSource.Console or RequestSource.Slack or RequestSource.Teams;

    public static Person Agent(RequestSource source) => new(UserId.System, IdentityKind.Verified, source);
}
