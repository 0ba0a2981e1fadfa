using System.Net;
using Amazon.Runtime;

namespace OpsAgent.Compat.Tests.Support;

/// <summary>Records requests and answers them without a network, for what the fake server does not support, such as TLS.</summary>
internal sealed class UnsentHttp(string body) : HttpClientFactory, IDisposable
{
    private readonly Handler handler = new(body);

    public HttpRequestMessage Request => Assert.Single(handler.Requests);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

    public void Dispose() => handler.Dispose();

    private sealed class Handler(string body) : HttpMessageHandler
    {
        public List<HttpRequestMessage> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
        }
    }
}
