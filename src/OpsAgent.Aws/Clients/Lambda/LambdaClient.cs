using Amazon.Runtime;
using Amazon.Runtime.Internal;

using OpsAgent.Aws.Clients.Rest;

namespace OpsAgent.Aws.Clients.Lambda;

/// <summary>Invoke of AWS Lambda: all that is used of a package of its own.</summary>
internal sealed class LambdaClient : RestClient
{
    private static readonly InvokeOptions Invocation = new() { RequestMarshaller = new InvocationMarshaller(), ResponseUnmarshaller = new InvocationUnmarshaller() };

    public LambdaClient(RestClientConfig config)
        : base(config)
    {
    }

    public LambdaClient(AWSCredentials credentials, RestClientConfig config)
        : base(credentials, config)
    {
    }

    public static RestClientConfig NewConfig() => new("Lambda", "lambda", "2015-03-31");

    /// <summary>Invokes a function and waits for its answer, or of an event for its acceptance.</summary>
    public Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<InvocationResponse>(request, Invocation, cancellationToken);
}
