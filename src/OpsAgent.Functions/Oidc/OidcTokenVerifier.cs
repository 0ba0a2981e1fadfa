using System.Text.Json;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Oidc;

/// <summary>
/// <see cref="ITokenVerifier"/> for the tokens of one OpenID Connect issuer. Checks that need no key come first, so that
/// the issuer's keys are read only for tokens that name it.
/// </summary>
public sealed class OidcTokenVerifier : ITokenVerifier, IDisposable
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    /// <summary>Asymmetric algorithms only: a verifier must not be able to sign.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Accepted <c>typ</c> values. Issuers sign other JWTs for the same audience, such as logout tokens.</summary>
    private static readonly string?[] Types = [null, "jwt", "at+jwt", "application/at+jwt"];

    private readonly OidcOptions _options;
    private readonly TimeProvider _time;
    private readonly OidcDiscoveryClient _discovery;
    private readonly SigningKeyCache _keys;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = UnverifiedJwt.MaxLength };

    /// <param name="report">Receives a message when the issuer's keys cannot be read; no token and no key.</param>
    public OidcTokenVerifier(OidcOptions options, Action<string> report, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _discovery = new OidcDiscoveryClient(options.Issuer);
        _keys = new SigningKeyCache(_discovery.ReadAsync, report, time);
    }

    public async Task<TokenVerification> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (UnverifiedJwt.TryParse(token) is not { } text)
        {
            return new TokenVerification.Refused(TokenProblem.Malformed);
        }

        var claimedUser = UserId.TryParse(text.Claim(_options.UserClaim));
        var problem = ValidateUnsigned(text);
        if (problem is null)
        {
            var keys = await _keys.FindAsync(text.HeaderParameter("kid")!, cancellationToken);
            problem = keys is null ? TokenProblem.IssuerUnreachable : keys.Count == 0 ? TokenProblem.UnknownKey : await ValidateSignedAsync(token, text, keys);
        }

        return (problem ?? ValidateUser(text, claimedUser)) is { } refusal ? new TokenVerification.Refused(refusal, claimedUser) : Verified(claimedUser!.Value, text);
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!await _keys.HasKeysAsync(cancellationToken))
        {
            throw new InvalidOperationException("The issuer's keys cannot be had.");
        }
    }

    public void Dispose() => _discovery.Dispose();

    /// <summary>The checks without a key. ValidateTokenAsync checks algorithm and issuer again.</summary>
    private TokenProblem? ValidateUnsigned(UnverifiedJwt text)
    {
        if (!Algorithms.Contains(text.HeaderParameter("alg")))
        {
            return TokenProblem.Algorithm;
        }

        // RFC 7515: an unsupported critical extension makes a token invalid; none is supported.
        if (text.Header.TryGetProperty("crit", out _) || !Types.Contains(text.HeaderParameter("typ")?.ToLowerInvariant()))
        {
            return TokenProblem.Malformed;
        }

        return text.Claim("iss") != _options.Issuer ? TokenProblem.Issuer
            // Before the signature, which Entra ID spoils on purpose in tokens for Microsoft Graph: the audience is what is wrong with them.
            : !IsForAudience(text) ? TokenProblem.Audience
            : string.IsNullOrEmpty(text.HeaderParameter("kid")) ? TokenProblem.UnknownKey
            : null;
    }

    /// <summary>
    /// Whether the token is for one of the audiences. The access tokens of Amazon Cognito have no <c>aud</c>; there, and only where
    /// the deployment names clients by <c>client_id</c>, the client itself must be one of the audiences.
    /// </summary>
    private bool IsForAudience(UnverifiedJwt text) =>
        text.HasClaim("aud")
            ? text.TextClaims("aud").Any(_options.Audiences.Contains)
            : _options.ClientClaim == "client_id" && text.Claim("token_use") == "access"
                && text.Claim("client_id") is { } client && _options.Audiences.Contains(client);

    private async Task<TokenProblem?> ValidateSignedAsync(string token, UnverifiedJwt text, IReadOnlyList<SecurityKey> keys)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = _options.Issuer,
            AudienceValidator = (_, _, _) => IsForAudience(text),
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => ValidateLifetime(notBefore, expires) is null,
        });
        return result.IsValid ? null : result.Exception switch
        {
            SecurityTokenInvalidLifetimeException e => ValidateLifetime(e.NotBefore, e.Expires) ?? TokenProblem.Expired,
            SecurityTokenInvalidAudienceException => TokenProblem.Audience,
            SecurityTokenInvalidIssuerException => TokenProblem.Issuer,
            SecurityTokenInvalidAlgorithmException => TokenProblem.Algorithm,
            SecurityTokenSignatureKeyNotFoundException => TokenProblem.UnknownKey,
            SecurityTokenInvalidSignatureException => TokenProblem.Signature,
            _ => TokenProblem.Malformed,
        };
    }

    private TokenProblem? ValidateLifetime(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is null || expires.Value <= now - ClockSkew ? TokenProblem.Expired
            : notBefore > now + ClockSkew ? TokenProblem.NotYetValid
            : null;
    }

    private TokenProblem? ValidateUser(UnverifiedJwt text, UserId? claimedUser) =>
        claimedUser is null ? TokenProblem.NoUser
        : _options.RequireVerified && !IsEmailVerified(text.Payload) ? TokenProblem.UnverifiedUser
        : null;

    private TokenVerification.Verified Verified(UserId user, UnverifiedJwt text)
    {
        // A token that does not name its client in the one claim, or names several, is some program's. OpenID Connect: the audience
        // of a token is its client only where no azp says otherwise.
        var client = text.SingleClaim(_options.ClientClaim == "aud" && text.HasClaim(OidcOptions.StandardClientClaim) ? OidcOptions.StandardClientClaim : _options.ClientClaim);
        return new TokenVerification.Verified(
            user, client, client is not null && client == _options.ConsoleClientId, text.TimeClaim("auth_time") ?? (text.HasClaim("auth_time") ? null : text.TimeClaim("iat")));
    }

    // Some issuers write email_verified as a string.
    private static bool IsEmailVerified(JsonElement payload) =>
        payload.TryGetProperty("email_verified", out var value)
        && (value.ValueKind is JsonValueKind.True || (value.ValueKind is JsonValueKind.String && value.ValueEquals("true")));
}
