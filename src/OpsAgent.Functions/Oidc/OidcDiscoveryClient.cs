using System.Text.Json;

using Microsoft.IdentityModel.Tokens;

namespace OpsAgent.Functions.Oidc;

/// <summary>Reads an issuer's OpenID Provider Configuration and the JWK Set at its <c>jwks_uri</c>. Follows no redirect.</summary>
internal sealed class OidcDiscoveryClient : IDisposable
{
    private const int MaxDocumentBytes = 256 * 1024;
    private const int MinRsaKeyBits = 2048;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    private readonly string _issuer;
    private readonly Uri _metadata;
    private readonly string? _endorsement;
    private readonly SocketsHttpHandler _handler = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private readonly HttpClient _http;

    /// <param name="metadata">Where the configuration is; null for where OpenID Connect Discovery puts it.</param>
    /// <param name="endorsement">What a key must be endorsed for, as the Bot Framework says it of its keys (<c>endorsements</c>); null for all keys.</param>
    public OidcDiscoveryClient(string issuer, Uri? metadata = null, string? endorsement = null)
    {
        (_issuer, _endorsement) = (issuer, endorsement);
        _metadata = metadata ?? new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration");
        _http = new HttpClient(_handler, disposeHandler: false)
        {
            Timeout = TimeSpan.FromSeconds(3),
            MaxResponseContentBufferSize = MaxDocumentBytes,
        };
    }

    /// <exception cref="HttpRequestException">The issuer answered with an error status or too large a document.</exception>
    /// <exception cref="OperationCanceledException">It did not answer within three seconds.</exception>
    /// <exception cref="InvalidDataException">A document is invalid.</exception>
    public async Task<IReadOnlyList<SecurityKey>> ReadAsync()
    {
        var discovery = await GetAsync(_metadata);
        var (issuer, jwksUri) = ParseDiscovery(discovery);
        if (issuer != _issuer)
        {
            throw new InvalidDataException($"the discovery document is that of the issuer {Printable(issuer)}, not of {_issuer}");
        }

        if (!Uri.TryCreate(jwksUri, UriKind.Absolute, out var address) || !IsAllowed(address))
        {
            throw new InvalidDataException("the discovery document's jwks_uri is not an https URL");
        }

        return ParseKeySet(await GetAsync(address));
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private Task<string> GetAsync(Uri address) => _http.GetStringAsync(address);

    // http is allowed only on loopback and only if the configuration was read by http too.
    private bool IsAllowed(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address is { IsLoopback: true, Scheme: "http" } && _metadata.Scheme == Uri.UriSchemeHttp);

    private static (string? Issuer, string? JwksUri) ParseDiscovery(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var root = document.RootElement;
            return (root.GetProperty("issuer").GetString(), root.GetProperty("jwks_uri").GetString());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("the discovery document is not one", e);
        }
    }

    /// <returns>The EC keys and the RSA keys of at least 2048 bits for signatures; symmetric keys are ignored.</returns>
    private SecurityKey[] ParseKeySet(string text)
    {
        try
        {
            using (var document = JsonDocument.Parse(text, Options))
            {
                var endorsed = _endorsement is null ? null : EndorsedKeyIds(document.RootElement, _endorsement);
                SecurityKey[] keys =
                [
                    .. new JsonWebKeySet(text).GetSigningKeys()
                        .Where(k => k is ECDsaSecurityKey or RsaSecurityKey { KeySize: >= MinRsaKeyBits } && endorsed?.Contains(k.KeyId) is not false),
                ];
                return keys.Length > 0 ? keys : throw new InvalidDataException("the key set has no key of RSA with 2048 bits or of EC for signatures");
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or KeyNotFoundException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidDataException("the key set is not one", e);
        }
    }

    private static HashSet<string?> EndorsedKeyIds(JsonElement keySet, string endorsement) =>
    [
        .. keySet.GetProperty("keys").EnumerateArray()
            .Where(k => k.TryGetProperty("endorsements", out var given) && given.EnumerateArray().Any(e => e.ValueKind is JsonValueKind.String && e.ValueEquals(endorsement)))
            .Select(k => k.GetProperty("kid").GetString()),
    ];

    private static string Printable(string? text) => new([.. (text ?? string.Empty).Take(200).Where(c => c is > ' ' and <= '~')]);
}
