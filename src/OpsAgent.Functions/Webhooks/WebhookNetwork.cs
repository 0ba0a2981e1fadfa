using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace OpsAgent.Functions.Webhooks;

/// <summary>The way out: the two calls that reach a network, so that a test can be the network.</summary>
public sealed record WebhookNetwork
{
    public static WebhookNetwork Standard { get; } = new();

    /// <summary>The addresses of a host, as many as its name server says.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects to exactly this address.</summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>> ConnectAsync { get; init; } = ConnectToAsync;

    /// <summary>Whose certificates are believed; null for the system's own roots.</summary>
    public X509ChainPolicy? Trust { get; init; }

    private static async Task<Stream> ConnectToAsync(IPEndPoint point, CancellationToken cancellationToken)
    {
        Socket? socket = new(point.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(point, cancellationToken);
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
