namespace OpsAgent.Functions.Oidc;

/// <summary>Which bearer tokens a deployment accepts.</summary>
/// <param name="Issuer">The issuer identifier (<c>iss</c>), exactly as in its tokens and its discovery document.</param>
/// <param name="Audience">The required audience (<c>aud</c>).</param>
/// <param name="UserClaim">The claim that holds the user's e-mail address.</param>
/// <param name="RequireVerified">Whether <c>email_verified</c> must be true.</param>
/// <param name="ConsoleClientId">The client id of the web console; null where it has none.</param>
public sealed record OidcOptions(string Issuer, string Audience, string UserClaim = OidcOptions.StandardUserClaim, bool RequireVerified = true, string? ConsoleClientId = null)
{
    public const string StandardUserClaim = "email";
}
