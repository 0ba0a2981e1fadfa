using System.Text.Json.Serialization;

namespace OpsAgent.Core.Identity;

/// <summary>Who did something, how that is authenticated, and where the request came from.</summary>
/// <param name="UserId">The address that stands for the person, whichever of theirs they came by.</param>
/// <param name="Identity">How it is proved that it is they.</param>
/// <param name="Source">Where the request came from.</param>
/// <param name="InPerson">
/// True where the person themselves acted a short while after they signed in; false for a program with their token, and for every asserted identity.
/// </param>
public sealed record Person(
    UserId UserId,
    IdentityKind Identity,
    [property: JsonPropertyName("channel")] RequestSource Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool InPerson = false)
{
    /// <summary>Names what belongs to this person in stores: who, and whether that is proved. What an asserted name keeps is never found by the verified person, nor the other way round.</summary>
    [JsonIgnore]
    public string Key => $"{(Identity is IdentityKind.Verified ? "verified" : "asserted")}#{UserId}";

    /// <summary>Whether a program acts with the person's token.</summary>
    [JsonIgnore]
    public bool IsProgram => Identity is IdentityKind.Verified && !InPerson;

    /// <returns>Whether this identity is proved at least as strongly: in person, by a program, asserted.</returns>
    public bool IsProvedAsStronglyAs(Person other) => Strength >= other.Strength;

    public static Person Agent(RequestSource source) => new(UserId.System, IdentityKind.Verified, source);

    private int Strength => Identity is not IdentityKind.Verified ? 0 : InPerson ? 2 : 1;
}
