using System.Security.Cryptography;
using System.Text;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

using OpsAgent.Core.Identity;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Oidc;

namespace OpsAgent.Functions.ChatServices.Teams;

/// <summary>
/// Requests of Microsoft Teams:
/// <list type="table">
/// <listheader><term>Authorization</term><description>is, and proves</description></listheader>
/// <item><term>Bearer</term><description>a token of the Bot Connector for this bot: an activity that Teams sent for the person in it. The token does not sign the body</description></item>
/// <item><term>HMAC</term><description>an outgoing webhook's: signs the body, activity id and time included. Never decides</description></item>
/// </list>
/// Checks that need no key come first, so that keys are read only for tokens of the issuer for this bot.
/// </summary>
public sealed class TeamsRequestVerifier : ISignedRequestVerifier, IDisposable
{
    /// <summary>Why a request is refused that Teams did make, but for no user.</summary>
    internal const string NoAccount = "no_account";

    private const string Bearer = "Bearer ";
    private const string Hmac = "HMAC ";
    private const string Channel = "msteams";

    // The Bot Connector's own; its keys may be kept for days, so SigningKeyCache keeps them too short rather than too long.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    // What an outgoing webhook signs has no other end.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private readonly IParameterStore _parameters;
    private readonly TimeProvider _time;
    private readonly OidcDiscoveryClient _discovery;
    private readonly SigningKeyCache _keys;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = UnverifiedJwt.MaxLength };

    /// <param name="report">Receives a message when the Bot Connector's keys cannot be read; no token and no key.</param>
    public TeamsRequestVerifier(IParameterStore parameters, TeamsAddresses addresses, Action<string> report, TimeProvider time)
    {
        (_parameters, _time) = (parameters, time);
        _discovery = new OidcDiscoveryClient(TeamsAddresses.Issuer, addresses.OpenIdMetadata, endorsement: Channel);
        _keys = new SigningKeyCache(_discovery.ReadAsync, report, time);
    }

    /// <returns>Whether the request is an outgoing webhook's, by the form of its proof.</returns>
    public static bool IsOutgoingWebhook(SignedRequest request) => request.Proof.StartsWith(Hmac, StringComparison.OrdinalIgnoreCase);

    public async Task<Outcome<VerifiedRequest>> VerifyAsync(SignedRequest request, CancellationToken cancellationToken)
    {
        if (request.Source is not RequestSource.Teams || await TeamsSettings.ReadAsync(_parameters, cancellationToken) is not { } settings)
        {
            return Refuse("no_teams");
        }

        if (TeamsActivity.TryParse(request.Body) is not { } activity)
        {
            return Refuse("malformed_body");
        }

        var isBot = request.Proof.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);
        var problem = isBot ? await FindTokenProblemAsync(request.Proof[Bearer.Length..].Trim(), settings, activity, cancellationToken)
            : IsOutgoingWebhook(request) ? await FindHmacProblemAsync(request, activity, cancellationToken)
            : "scheme";
        return (problem ?? FindTenantProblem(settings, activity)) is { } found ? Refuse(found)
            : ChatAccount.Teams(activity.TenantId, activity.From?.AadObjectId) is { } account ? new VerifiedRequest(account, InPerson: isBot, isBot ? DecisionOf(activity) : null)
            : Refuse(NoAccount);
    }

    public void Dispose() => _discovery.Dispose();

    private static RequestedDecision? DecisionOf(TeamsActivity activity) =>
        activity.Action?.Decision is var (action, proposal, hash) && activity.Id is { Length: > 0 and <= 256 } id ? new RequestedDecision(action, proposal, hash, $"teams#{id}") : null;

    private static string? FindTenantProblem(TeamsSettings settings, TeamsActivity activity) =>
        activity.ChannelId != Channel ? "wrong_channel"
        : !Same(activity.TenantId, settings.TenantId) || (activity.Conversation?.TenantId is { } tenant && !Same(tenant, settings.TenantId)) ? "wrong_tenant"
        : null;

    private async Task<string?> FindTokenProblemAsync(string token, TeamsSettings settings, TeamsActivity activity, CancellationToken cancellationToken)
    {
        if (UnverifiedJwt.TryParse(token) is not { } text)
        {
            return "malformed_token";
        }

        var problem = text.HeaderParameter("alg") != SecurityAlgorithms.RsaSha256 || text.Header.TryGetProperty("crit", out _) ? "algorithm"
            : text.Claim("iss") != TeamsAddresses.Issuer ? "wrong_issuer"
            : !Same(text.SingleClaim("aud"), settings.AppId) ? "wrong_audience"
            : activity.ServiceUrl is not { Length: > 0 } service || (text.Claim("serviceurl") ?? text.Claim("serviceUrl")) != service ? "wrong_service_url"
            : null;
        if (problem is not null)
        {
            return problem;
        }

        // Only keys that are endorsed for Teams are among them.
        var keys = await _keys.FindAsync(text.HeaderParameter("kid") ?? string.Empty, cancellationToken);
        return keys is null ? "issuer_unreachable" : keys.Count == 0 ? "unknown_key" : await FindSignatureProblemAsync(token, settings, keys);
    }

    private async Task<string?> FindSignatureProblemAsync(string token, TeamsSettings settings, IReadOnlyList<SecurityKey> keys)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuer = TeamsAddresses.Issuer,
            AudienceValidator = (audiences, _, _) => audiences.All(a => Same(a, settings.AppId)),
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });
        return result.IsValid ? null : result.Exception switch
        {
            SecurityTokenInvalidLifetimeException => "expired",
            SecurityTokenInvalidSignatureException => "wrong_signature",
            _ => "malformed_token",
        };
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires > now - ClockSkew && (notBefore is null || notBefore <= now + ClockSkew);
    }

    private async Task<string?> FindHmacProblemAsync(SignedRequest request, TeamsActivity activity, CancellationToken cancellationToken)
    {
        var given = Decode(request.Proof[Hmac.Length..].Trim()) ?? [];
        var body = Encoding.UTF8.GetBytes(request.Body);
        var isSigned = false;
        foreach (var secret in await TeamsSettings.SecretsAsync(_parameters, ParameterNames.TeamsWebhookSecret, cancellationToken))
        {
            // No secret of no bytes: its signature anybody can make.
            isSigned |= Decode(secret) is { Length: > 0 } key && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), given);
        }

        return !isSigned ? "wrong_signature"
            : !Timestamps.TryParse(activity.Timestamp ?? string.Empty, out var at) || (_time.GetUtcNow() - at).Duration() > MaxAge ? "too_old"
            : null;
    }

    private static byte[]? Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // One sentence for all: who sends what Teams did not learns nothing of how it is checked.
    private static Refusal Refuse(string reason) => AuthenticationFailure.Create(reason, "This is no request that Microsoft Teams made for this bot and this tenant.");
}
