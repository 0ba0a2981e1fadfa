using System.Collections.Concurrent;

using Amazon.Runtime;

namespace OpsAgent.Aws.Clients;

/// <summary>
/// The HTTP client of what must not be sent twice. The SDK, told to retry nothing, still sends a request ten times more
/// when a connection ends without an answer; this lets each of its calls through once. For clients that live shortly.
/// </summary>
internal sealed class SingleAttemptHttpClientFactory : HttpClientFactory
{
    // The same for every attempt at one call.
    private const string CallId = "amz-sdk-invocation-id";

    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);

#pragma warning disable CA2000 // The client disposes its handlers.
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Handler(this, new SocketsHttpHandler { AllowAutoRedirect = false })) { Timeout = clientConfig.Timeout ?? AwsTimeouts.Once.Attempt };
#pragma warning restore CA2000

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;

    // The SDK's cache would hand one client to all.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private sealed class Handler(SingleAttemptHttpClientFactory once, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Headers.TryGetValues(CallId, out var ids) && once._sent.TryAdd(ids.First(), true)
                ? base.SendAsync(request, cancellationToken)
                : throw new HttpRequestException("The request was sent already, and the connection ended without an answer.");
    }
}
