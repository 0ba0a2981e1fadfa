namespace OpsAgent.Functions.Oidc;

/// <summary>Whose bearer tokens a deployment takes.</summary>
/// <param name="Issuer">The issuer's URL, exactly as its tokens and its discovery document have it.</param>
/// <param name="Audience">What a token must be meant for.</param>
/// <param name="UserClaim">The claim that holds the user's e-mail address.</param>
/// <param name="RequireVerified">Whether <c>email_verified</c> must be true.</param>
/// <param name="ConsoleClientId">The web console's own client; null where nobody signs in there.</param>
public sealed record OidcOptions(string Issuer, string Audience, string UserClaim = OidcOptions.StandardUserClaim, bool RequireVerified = true, string? ConsoleClientId = null)
{
    public const string StandardUserClaim = "email";
}
