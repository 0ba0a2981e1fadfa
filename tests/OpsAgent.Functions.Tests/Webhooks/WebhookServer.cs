using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using OpsAgent.Functions.Webhooks;

namespace OpsAgent.Functions.Tests.Webhooks;

/// <summary>
/// The internet of a test: one TLS server on a loopback port that is every public address, a name server, and a record of
/// who asked for what.
/// </summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private static readonly X509Certificate2 Own = Certificate("hooks.slack.com", "prod-1.westus.logic.azure.com");
    private static readonly X509Certificate2 Other = Certificate("evil.example");

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Task serving;
    private readonly List<string> requests = [];
    private readonly List<string> resolved = [];
    private readonly List<IPEndPoint> connected = [];
    private readonly TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WebhookServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>What is written after a request was read; null to hang.</summary>
    public string? Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// <summary>Whether the body of the answer goes on for ever.</summary>
    public bool Endless { get; set; }

    /// <summary>Ends the connection before a handshake.</summary>
    public bool Plain { get; set; }

    /// <summary>Shows another host's certificate.</summary>
    public bool Impostor { get; set; }

    /// <summary>The answers of the name server, one after another; the last one stays.</summary>
    public Queue<IPAddress[]> Names { get; } = new([[IPAddress.Parse("3.68.1.1")]]);

    /// <summary>Addresses that do not answer.</summary>
    public HashSet<IPAddress> Dead { get; } = [];

    /// <summary>What happens at these points in place of the real thing, or null.</summary>
    public Func<CancellationToken, Task>? WhileResolving { get; set; }

    public Func<CancellationToken, Task>? WhileConnecting { get; set; }

    public IReadOnlyList<string> Requests => requests;

    public IReadOnlyList<string> Resolved => resolved;

    public IReadOnlyList<IPEndPoint> Connected => connected;

    /// <summary>A whole request has arrived.</summary>
    public Task Received => received.Task;

    public WebhookNetwork Network => new()
    {
        ResolveAsync = async (host, stop) =>
        {
            resolved.Add(host);
            await (WhileResolving?.Invoke(stop) ?? Task.CompletedTask);
            return Names.Count > 1 ? Names.Dequeue() : Names.Peek();
        },
        ConnectAsync = async (point, stop) =>
        {
            connected.Add(point);
            await (WhileConnecting?.Invoke(stop) ?? Task.CompletedTask);
            if (Dead.Contains(point.Address))
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            var client = new TcpClient();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, stop);
            return client.GetStream();
        },
        CertificatePolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { Own, Other },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        listener.Dispose();
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        var calls = new List<Task>();
        try
        {
            while (true)
            {
                calls.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (Plain)
                {
                    return;
                }

                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Impostor ? Other : Own }, end.Token);
                if (await ReadAsync(tls) is not { Length: > 0 } request)
                {
                    return;
                }

                requests.Add(request);
                received.TrySetResult();
                if (Answer is null)
                {
                    await Task.Delay(Timeout.Infinite, end.Token);
                }

                await tls.WriteAsync(Encoding.ASCII.GetBytes(Answer!), end.Token);
                while (Endless)
                {
                    await tls.WriteAsync(new byte[4096], end.Token);
                }
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException)
            {
                // The caller went away, which is what some tests are about.
            }
        }
    }

    private async Task<string> ReadAsync(Stream stream)
    {
        var (text, buffer) = (string.Empty, new byte[64 * 1024]);
        while (true)
        {
            var count = await stream.ReadAsync(buffer, end.Token);
            text += Encoding.UTF8.GetString(buffer, 0, count);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (count == 0 || (head > 0 && Encoding.UTF8.GetByteCount(text.AsSpan(head + 4)) >= Length(text[..head])))
            {
                return text;
            }
        }
    }

    private static int Length(string head) => head.Split("\r\n").Where(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
        .Select(l => int.Parse(l["Content-Length: ".Length..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();

    private static X509Certificate2 Certificate(params string[] names)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternative.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
