using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace OpsAgent.Functions.Webhooks;

/// <summary>Name resolution and connection, replaceable in tests.</summary>
public sealed record WebhookNetwork
{
    public static WebhookNetwork Standard { get; } = new();

    /// <summary>All addresses of a host, by DNS.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects to this address by TCP.</summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>> ConnectAsync { get; init; } = ConnectToAsync;

    /// <summary>The certificate chain policy for TLS; null for the system's roots.</summary>
    public X509ChainPolicy? CertificatePolicy { get; init; }

    private static async Task<Stream> ConnectToAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        Socket? socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            return stream;
        }
        finally
        {
            socket?.Dispose();
        }
    }
}
