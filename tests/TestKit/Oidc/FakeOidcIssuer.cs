using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsAgent.TestKit.Oidc;

/// <summary>
/// An OpenID Connect issuer on 127.0.0.1: discovery document, key set, tokens. It can roll its keys over, be down, and
/// answer what no issuer should.
/// </summary>
public sealed class FakeOidcIssuer : IAsyncDisposable
{
    // Making an RSA key takes longer than most tests; these are every issuer's first keys, so a test must not change them.
    private static readonly TokenSigner FirstRsa = TokenSigner.Rsa("RS256", "rsa-1");
    private static readonly TokenSigner FirstEc = TokenSigner.Ec("ES256", "ec-1");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;
    private int _discoveryReads;
    private int _keyReads;

    /// <param name="certificate">For https; null for http.</param>
    public FakeOidcIssuer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        var scheme = certificate is null ? "http" : "https";
        Issuer = $"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        Published = [Signer, FirstEc];
        _serving = ServeAsync();
    }

    public string Issuer { get; }

    public string Audience { get; init; } = "opsagent-tests";

    /// <summary>Where its token endpoint is said to be; null for the issuer's own origin.</summary>
    public string? TokenOrigin { get; init; }

    /// <summary>What it signs with now.</summary>
    public TokenSigner Signer { get; private set; } = FirstRsa;

    /// <summary>Whose public keys the key set has.</summary>
    public IReadOnlyList<TokenSigner> Published { get; set; }

    /// <summary>Ends every connection without an answer.</summary>
    public bool IsDown { get; set; }

    /// <summary>What it answers in place of a document, by path; null for the document.</summary>
    public Func<string, string?> Instead { get; set; } = _ => null;

    public int DiscoveryReads => _discoveryReads;

    public int KeyReads => _keyReads;

    /// <summary>Signs with a new key from now on and publishes no other.</summary>
    public void RollOver()
    {
        Signer = TokenSigner.Rsa("RS256", $"{Signer.KeyId}-next");
        Published = [Signer];
    }

    /// <returns>A good token of five minutes, but for the changes.</returns>
    public string Token(string email, DateTimeOffset now, Action<JsonObject>? claims = null, Action<JsonObject>? header = null, TokenSigner? by = null)
    {
        var signer = by ?? Signer;
        var payload = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = $"subject-of-{email}",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["email"] = email,
            ["email_verified"] = true,
        };
        var head = new JsonObject { ["alg"] = signer.Algorithm, ["kid"] = signer.KeyId, ["typ"] = "JWT" };
        claims?.Invoke(payload);
        header?.Invoke(head);
        return signer.Sign(head, payload);
    }

    public async ValueTask DisposeAsync()
    {
        // The listener last: one that is closed under an accept that is about to begin fails it in ways of its own.
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        if (IsDown)
        {
            return;
        }

        try
        {
            await using var stream = await StreamOfAsync(client);
            var path = await PathAsync(stream);
            var (status, body) = DocumentAt(path);
            var bytes = Encoding.UTF8.GetBytes(body);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\nLocation: {Issuer}/elsewhere\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(bytes);
        }
        catch (IOException)
        {
            // The caller went away.
        }
    }

    private async Task<Stream> StreamOfAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }

    private static async Task<string> PathAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = await reader.ReadLineAsync() ?? string.Empty;
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
            // Headers say nothing here.
        }

        return first.Split(' ') is ["GET", var path, ..] ? path : string.Empty;
    }

    private (string Status, string Body) DocumentAt(string path)
    {
        switch (path)
        {
            case "/.well-known/openid-configuration":
                Interlocked.Increment(ref _discoveryReads);
                return Told(path, new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = $"{Issuer}/keys", ["token_endpoint"] = $"{TokenOrigin ?? Issuer}/token" });
            case "/keys":
                Interlocked.Increment(ref _keyReads);
                return Told(path, new JsonObject { ["keys"] = new JsonArray([.. Published.Select(s => (JsonNode)s.PublicKey!.DeepClone())]) });
            default:
                return ("404 Not Found", "{}");
        }
    }

    private (string Status, string Body) Told(string path, JsonObject document) =>
        Instead(path) is not { } instead ? ("200 OK", document.ToJsonString()) : instead == "redirect" ? ("302 Found", "{}") : ("200 OK", instead);
}
