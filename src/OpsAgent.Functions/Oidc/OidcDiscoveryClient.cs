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
    private readonly SocketsHttpHandler _handler = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private readonly HttpClient _http;

    public OidcDiscoveryClient(string issuer)
    {
        _issuer = issuer;
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
        var discovery = await GetAsync(new Uri($"{_issuer.TrimEnd('/')}/.well-known/openid-configuration"));
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

    // http is allowed only on loopback and only if the configured issuer is http too.
    private bool IsAllowed(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address is { IsLoopback: true, Scheme: "http" } && _issuer.StartsWith("http://", StringComparison.Ordinal));

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
    private static SecurityKey[] ParseKeySet(string text)
    {
        try
        {
            using (JsonDocument.Parse(text, Options))
            {
                SecurityKey[] keys = [.. new JsonWebKeySet(text).GetSigningKeys().Where(k => k is ECDsaSecurityKey or RsaSecurityKey { KeySize: >= MinRsaKeyBits })];
                return keys.Length > 0 ? keys : throw new InvalidDataException("the key set has no key of RSA with 2048 bits or of EC for signatures");
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidDataException("the key set is not one", e);
        }
    }

    private static string Printable(string? text) => new([.. (text ?? string.Empty).Take(200).Where(c => c is > ' ' and <= '~')]);
}
