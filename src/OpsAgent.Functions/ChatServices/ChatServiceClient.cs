using System.Net;

namespace OpsAgent.Functions.ChatServices;

/// <summary>What sends to chat services: without redirects, proxy and cookies. Connections are kept, because each answer to a person waits for one.</summary>
public static class ChatServiceClient
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

#pragma warning disable CA2000 // The invoker disposes its handler.
    public static HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });
#pragma warning restore CA2000
}
