using System.Text.Json;

using Microsoft.IdentityModel.Tokens;

namespace OpsAgent.Functions.Oidc;

/// <summary>Reads an issuer's discovery document and the keys that it points to. Follows no redirect.</summary>
internal sealed class IssuerDocuments : IDisposable
{
    private const int LargestDocument = 256 * 1024;
    private const int WeakestRsa = 2048;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    private readonly string _issuer;
    private readonly SocketsHttpHandler _handler = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private readonly HttpClient _http;

    public IssuerDocuments(string issuer)
    {
        _issuer = issuer;
        _http = new HttpClient(_handler, disposeHandler: false)
        {
            Timeout = TimeSpan.FromSeconds(3),
            MaxResponseContentBufferSize = LargestDocument,
        };
    }

    /// <exception cref="HttpRequestException">The issuer refused, or answered too much.</exception>
    /// <exception cref="OperationCanceledException">It did not answer within three seconds.</exception>
    /// <exception cref="InvalidDataException">It answered something else.</exception>
    public async Task<IReadOnlyList<SecurityKey>> ReadAsync()
    {
        var discovery = await GetAsync(new Uri($"{_issuer.TrimEnd('/')}/.well-known/openid-configuration"));
        var (issuer, keysAt) = Discovered(discovery);
        if (issuer != _issuer)
        {
            throw new InvalidDataException($"the discovery document is that of the issuer {Shown(issuer)}, not of {_issuer}");
        }

        if (!Uri.TryCreate(keysAt, UriKind.Absolute, out var address) || !IsSafe(address))
        {
            throw new InvalidDataException("the discovery document's jwks_uri is not an https URL");
        }

        return KeysIn(await GetAsync(address));
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private Task<string> GetAsync(Uri address) => _http.GetStringAsync(address);

    // Plain http only as far as the configured issuer has it itself: on this machine.
    private bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address is { IsLoopback: true, Scheme: "http" } && _issuer.StartsWith("http://", StringComparison.Ordinal));

    private static (string? Issuer, string? KeysAt) Discovered(string text)
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

    /// <returns>The public keys for signatures that are strong enough; a symmetric one is none.</returns>
    private static SecurityKey[] KeysIn(string text)
    {
        try
        {
            using (JsonDocument.Parse(text, Options))
            {
                SecurityKey[] keys = [.. new JsonWebKeySet(text).GetSigningKeys().Where(k => k is ECDsaSecurityKey or RsaSecurityKey { KeySize: >= WeakestRsa })];
                return keys.Length > 0 ? keys : throw new InvalidDataException("the key set has no key of RSA with 2048 bits or of EC for signatures");
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidDataException("the key set is not one", e);
        }
    }

    private static string Shown(string? text) => new([.. (text ?? string.Empty).Take(200).Where(c => c is > ' ' and <= '~')]);
}
