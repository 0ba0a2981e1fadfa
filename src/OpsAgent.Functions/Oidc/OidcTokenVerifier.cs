using System.Text.Json;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

using OpsAgent.Core.Identity;

namespace OpsAgent.Functions.Oidc;

/// <summary>
/// <see cref="ITokenVerifier"/> for the tokens of one OpenID Connect issuer, by the keys that it publishes. The cheap
/// refusals come first; what needs the issuer comes only for tokens that say they are its own.
/// </summary>
public sealed class OidcTokenVerifier : ITokenVerifier, IDisposable
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Those with a private key: what checks a token must not be able to make one.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Issuers sign other things for the same audience, such as logout tokens.</summary>
    private static readonly string?[] Types = [null, "jwt", "at+jwt", "application/at+jwt"];

    /// <summary>Who asked for a token: OpenID Connect, RFC 9068, Okta, and Entra ID before version 2.</summary>
    private static readonly string[] ClientClaims = ["azp", "client_id", "cid", "appid"];

    private readonly OidcOptions _settings;
    private readonly TimeProvider _time;
    private readonly IssuerDocuments _documents;
    private readonly IssuerKeys _keys;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = JwtText.MaxLength };

    /// <param name="report">Where it is told that the issuer does not answer; gets no token and no key.</param>
    public OidcTokenVerifier(OidcOptions settings, Action<string> report, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _documents = new IssuerDocuments(settings.Issuer);
        _keys = new IssuerKeys(_documents.ReadAsync, report, time);
    }

    public async Task<TokenVerification> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (JwtText.Read(token) is not { } text)
        {
            return new TokenVerification.Refused(TokenProblem.Malformed);
        }

        var claimed = UserId.TryParse(text.Claim(_settings.UserClaim));
        var fault = FaultOf(text);
        if (fault is null)
        {
            var keys = await _keys.FindAsync(text.Head("kid")!, cancellationToken);
            fault = keys is null ? TokenProblem.IssuerUnreachable : keys.Count == 0 ? TokenProblem.UnknownKey : await FaultOfAsync(token, keys);
        }

        return (fault ?? FaultOfUser(text, claimed)) is { } found ? new TokenVerification.Refused(found, claimed) : new TokenVerification.Verified(claimed!.Value, IsOfConsole(text));
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!await _keys.AreKnownAsync(cancellationToken))
        {
            throw new InvalidOperationException("The issuer's keys cannot be had.");
        }
    }

    public void Dispose() => _documents.Dispose();

    /// <summary>What can be seen without a key. The library looks at algorithm and issuer again.</summary>
    private TokenProblem? FaultOf(JwtText text)
    {
        if (!Algorithms.Contains(text.Head("alg")))
        {
            return TokenProblem.Algorithm;
        }

        // An extension that is critical and not understood makes a token invalid; none is understood.
        if (text.Header.TryGetProperty("crit", out _) || !Types.Contains(text.Head("typ")?.ToLowerInvariant()))
        {
            return TokenProblem.Malformed;
        }

        return text.Claim("iss") != _settings.Issuer ? TokenProblem.Issuer : string.IsNullOrEmpty(text.Head("kid")) ? TokenProblem.UnknownKey : null;
    }

    private async Task<TokenProblem?> FaultOfAsync(string token, IReadOnlyList<SecurityKey> keys)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = _settings.Issuer,
            ValidAudience = _settings.Audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => FaultOfTimes(notBefore, expires) is null,
        });
        return result.IsValid ? null : result.Exception switch
        {
            SecurityTokenInvalidLifetimeException e => FaultOfTimes(e.NotBefore, e.Expires) ?? TokenProblem.Expired,
            SecurityTokenInvalidAudienceException => TokenProblem.Audience,
            SecurityTokenInvalidIssuerException => TokenProblem.Issuer,
            SecurityTokenInvalidAlgorithmException => TokenProblem.Algorithm,
            SecurityTokenSignatureKeyNotFoundException => TokenProblem.UnknownKey,
            SecurityTokenInvalidSignatureException => TokenProblem.Signature,
            _ => TokenProblem.Malformed,
        };
    }

    private TokenProblem? FaultOfTimes(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is null || expires.Value <= now - Skew ? TokenProblem.Expired
            : notBefore > now + Skew ? TokenProblem.NotYetValid
            : null;
    }

    private TokenProblem? FaultOfUser(JwtText text, UserId? claimed) =>
        claimed is null ? TokenProblem.NoUser
        : _settings.RequireVerified && !IsTrue(text.Payload) ? TokenProblem.UnverifiedUser
        : null;

    // A token that does not say who asked for it is for its audience.
    private bool IsOfConsole(JwtText text) => _settings.ConsoleClientId is { } console
        && (ClientClaims.Select(text.Claim).FirstOrDefault(c => c is not null) ?? _settings.Audience) == console;

    // Some issuers write it as text.
    private static bool IsTrue(JsonElement payload) =>
        payload.TryGetProperty("email_verified", out var value)
        && (value.ValueKind is JsonValueKind.True || (value.ValueKind is JsonValueKind.String && value.ValueEquals("true")));
}
