using System.Net;
using System.Net.Security;

using OpsAgent.Core.Operations.Messages;

namespace OpsAgent.Functions.Webhooks;

/// <summary>
/// Posts JSON to a webhook, once: no redirect, no proxy, no cookie, no reused connection, nothing sent again. The answer's
/// status is all that is read of it. What went wrong is told in our own words: an exception's could name the host.
/// </summary>
public sealed class WebhookSender(WebhookNetwork network, TimeProvider time)
{
    /// <summary>For everything together: name, connection, handshake, post and answer. API Gateway ends a request after 29 s.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    // KB. The body is not read at all.
    private const int LargestHeaders = 16;
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    public async Task<Delivery> SendAsync(WebhookAddress address, byte[] json, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var body = new SingleAttemptContent(json);
        try
        {
            // One for each post: no connection outlives its check.
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
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested || body.Began)
        {
            return Lost(body, $"its host did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or AddressRefusedException)
        {
            return Lost(body, Reason(e));
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
            MaxResponseHeadersLength = LargestHeaders,
            MaxResponseDrainSize = 0,
            ConnectTimeout = Patience,
            ConnectCallback = (context, stop) => new CheckedConnection(network).OpenAsync(context.DnsEndPoint, stop),
        };
        if (network.Trust is { } trust)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
        }

        return handler;
    }

    private Delivery Read(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        >= 200 and < 300 => Delivery.Posted,
        429 => Delivery.Failed($"it takes no more posts {Until(response)}."),
        >= 300 and < 400 => Delivery.Failed("its host answered with a redirect, which is not followed: the address is not that of a webhook any more."),
        404 or 410 => Delivery.Failed($"its host knows no such webhook (HTTP {(int)response.StatusCode}): it was deleted or renewed."),
        408 => Delivery.Unconfirmed("its host answered HTTP 408."),
        >= 400 and < 500 => Delivery.Failed($"its host refused the post (HTTP {(int)response.StatusCode})."),
        var status => Delivery.Unconfirmed($"its host failed with HTTP {status}."),
    };

    private string Until(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return wait > TimeSpan.Zero && wait <= MaxWait ? $"for {Math.Ceiling(wait.TotalSeconds):0} seconds" : "for now";
    }

    private static string Reason(Exception e) => e switch
    {
        AddressRefusedException or { InnerException: AddressRefusedException } =>
            "its host's name leads to an address that is not on the public internet, and nothing is sent there.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its host's name is not known.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            "its host's certificate is not to be trusted, or no TLS connection came about.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "its host cannot be reached.",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            "its host answered what is not to be read.",
        _ => "its host broke the connection.",
    };

    private static Delivery Lost(SingleAttemptContent body, string why) => body.Began ? Delivery.Unconfirmed(why) : Delivery.Failed(why);
}
