namespace OpsAgent.Functions.Oidc;

/// <summary>Which bearer tokens a deployment accepts.</summary>
/// <param name="Issuer">The issuer identifier (<c>iss</c>), exactly as in its tokens and its discovery document.</param>
/// <param name="Audiences">The audiences (<c>aud</c>) of which a token must be meant for one.</param>
/// <param name="UserClaim">The claim that holds the user's e-mail address.</param>
/// <param name="RequireVerified">Whether <c>email_verified</c> must be true.</param>
/// <param name="ConsoleClientId">The client id of the web console; null where it has none.</param>
/// <param name="ClientClaim">The one claim that names the client a token was issued to; <c>aud</c> counts only for tokens without <c>azp</c>.</param>
/// <param name="TokenOrigin">The origin of the issuer's token endpoint, which the console calls; null where it is the issuer's own.</param>
public sealed record OidcOptions(string Issuer, IReadOnlyList<string> Audiences, string UserClaim = OidcOptions.StandardUserClaim, bool RequireVerified = true, string? ConsoleClientId = null, string ClientClaim = OidcOptions.StandardClientClaim, string? TokenOrigin = null)
{
    public const string StandardUserClaim = "email";
    public const string StandardClientClaim = "azp";

    /// <summary>
    /// Whether the console sends the ID token: its audience is the console's client. The claims <c>client_id</c>, <c>cid</c> and
    /// <c>appid</c> stand in access tokens alone. <c>scripts/publish-console.sh</c> has the same rule.
    /// </summary>
    public bool ConsoleSendsIdToken => ClientClaim is StandardClientClaim or "aud" && ConsoleClientId is not null && Audiences.Contains(ConsoleClientId);

    /// <summary>What the issuers call it: OpenID Connect, RFC 9068 and Amazon Cognito, Okta, Entra ID before version 2, and the audience of an ID token.</summary>
    public static IReadOnlyList<string> ClientClaims { get; } = [StandardClientClaim, "client_id", "cid", "appid", "aud"];
}
