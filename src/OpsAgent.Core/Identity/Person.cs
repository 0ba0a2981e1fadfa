using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

/// <summary>Who did something, how far that is proved, and by which door.</summary>
public sealed record Person(UserId UserId, IdentityKind Identity, [property: JsonPropertyName("channel")] RequestSource Source)
{
    /// <summary>
    /// True where the person themselves acted and is proved: what self-approval asks for. A bearer token at the
    /// API is proved too, but may be held by a program.
    /// </summary>
    [JsonIgnore]
    public bool ActedInPerson => Identity is IdentityKind.Verified && Source is (RequestSource.Console or RequestSource.Slack or RequestSource.Teams);

    /// <summary>False for the doors that only programs come by: no agent or model ever decides.</summary>
    [JsonIgnore]
    public bool MayDecide => Source is RequestSource.Api or RequestSource.Console or RequestSource.Slack or RequestSource.Teams;

    public static Person Agent(RequestSource source) => new(UserId.System, IdentityKind.Verified, source);
}
