using System.Collections.Concurrent;

using Amazon.Runtime;

namespace OpsAgent.Aws.Clients;

/// <summary>
/// HTTP clients for requests that must not be sent twice. Even with MaxErrorRetry 0 the SDK sends a request up to ten more
/// times when a connection ends without a response; this sends each SDK call once. It remembers every call id, so it is for
/// short-lived clients.
/// </summary>
internal sealed class SingleAttemptHttpClientFactory : HttpClientFactory
{
    // The SDK sends the same id with every attempt of a call.
    private const string CallId = "amz-sdk-invocation-id";

    private readonly ConcurrentDictionary<string, bool> _sent = new(StringComparer.Ordinal);

#pragma warning disable CA2000 // The client disposes its handlers.
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Handler(this, new SocketsHttpHandler { AllowAutoRedirect = false })) { Timeout = clientConfig.Timeout ?? AwsTimeouts.SingleAttempt.Attempt };
#pragma warning restore CA2000

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;

    // The SDK's cache would share one HTTP client between all SDK clients.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private sealed class Handler(SingleAttemptHttpClientFactory factory, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Headers.TryGetValues(CallId, out var ids) && factory._sent.TryAdd(ids.First(), true)
                ? base.SendAsync(request, cancellationToken)
                : throw new HttpRequestException("The request was sent already, and the connection ended without an answer.");
    }
}
