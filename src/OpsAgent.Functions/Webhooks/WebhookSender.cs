using System.Net;
using System.Net.Security;

using OpsAgent.Core.Operations.Messages;

namespace OpsAgent.Functions.Webhooks;

/// <summary>
/// Posts JSON to a webhook once: without redirects, proxy, cookies, connection reuse or retries. Only the status of the
/// response is read. Error messages are not those of exceptions, which could contain the host.
/// </summary>
public sealed class WebhookSender(WebhookNetwork network, TimeProvider time)
{
    /// <summary>For name resolution, connection, TLS handshake, request and response together. API Gateway's limit of a request is 29 s.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(10);

    private const int MaxHeaderKilobytes = 16;
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    public async Task<Delivery> SendAsync(WebhookAddress address, byte[] json, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var body = new SingleAttemptContent(json);
        try
        {
            // A handler for each message, so that a connection is never reused after its address check.
            using var handler = Handler();
            using var client = new HttpMessageInvoker(handler);
            using var request = new HttpRequestMessage(HttpMethod.Post, address.Reveal())
            {
                Version = HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = body,
            };
            using var response = await client.SendAsync(request, stop.Token);
            return Read(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested || body.WriteStarted)
        {
            return Failure(body, $"its host did not answer within {Timeout.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or NonPublicAddressException)
        {
            return Failure(body, Reason(e));
        }
    }

    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = 0,
            ConnectTimeout = Timeout,
            ConnectCallback = (context, stop) => new PublicAddressConnector(network).ConnectAsync(context.DnsEndPoint, stop),
        };
        if (network.CertificatePolicy is { } trust)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
        }

        return handler;
    }

    private Delivery Read(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        >= 200 and < 300 => Delivery.Posted,
        429 => Delivery.Failed($"it takes no more posts {RetryAfterText(response)}."),
        >= 300 and < 400 => Delivery.Failed("its host answered with a redirect, which is not followed: the address is not that of a webhook any more."),
        404 or 410 => Delivery.Failed($"its host knows no such webhook (HTTP {(int)response.StatusCode}): it was deleted or renewed."),
        408 => Delivery.Unconfirmed("its host answered HTTP 408."),
        >= 400 and < 500 => Delivery.Failed($"its host refused the post (HTTP {(int)response.StatusCode})."),
        var status => Delivery.Unconfirmed($"its host failed with HTTP {status}."),
    };

    private string RetryAfterText(HttpResponseMessage response)
    {
        var wait = RetryAfter.Of(response, time) ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero && wait <= MaxRetryAfter ? $"for {Math.Ceiling(wait.TotalSeconds):0} seconds" : "for now";
    }

    private static string Reason(Exception e) => e switch
    {
        NonPublicAddressException or { InnerException: NonPublicAddressException } =>
            "its host's name leads to an address that is not on the public internet, and nothing is sent there.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its host's name is not known.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            "its host's certificate is not to be trusted, or no TLS connection came about.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "its host cannot be reached.",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            "its host answered what is not to be read.",
        _ => "its host broke the connection.",
    };

    private static Delivery Failure(SingleAttemptContent body, string why) => body.WriteStarted ? Delivery.Unconfirmed(why) : Delivery.Failed(why);
}
