using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Util;

namespace OpsAgent.Aws.Clients.Lambda;

/// <summary>Invoke of AWS Lambda on AWSSDK.Core, which signs, sends and reads errors: all that is used of a package of its own.</summary>
internal sealed class LambdaClient : AmazonServiceClient
{
    private static readonly InvokeOptions Invocation = new() { RequestMarshaller = new InvocationMarshaller(), ResponseUnmarshaller = new InvocationUnmarshaller() };

    public LambdaClient(LambdaClientConfig config)
        : base(config)
    {
    }

    public LambdaClient(AWSCredentials credentials, LambdaClientConfig config)
        : base(credentials, config)
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new Metadata();

    /// <summary>Invokes a function and waits for its answer.</summary>
    public Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<InvocationResponse>(request, Invocation, cancellationToken);

    // The second one added runs first.
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpoint());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4());
    }

    private sealed class Metadata : IServiceMetadata
    {
        public string ServiceId => LambdaClientConfig.Service;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }

    private sealed class SigV4 : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class RegionalEndpoint : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
        {
            var config = requestContext.ClientConfig;
            return new EndpointParameters
            {
                ["Region"] = config.RegionEndpoint?.SystemName ?? (config.AuthenticationRegion is { Length: > 0 } region ? region : AWSSDKUtils.DetermineRegion(config.ServiceURL)),
                ["UseFIPS"] = config.UseFIPSEndpoint,
                ["UseDualStack"] = config.UseDualstackEndpoint,
                ["Endpoint"] = config.ServiceURL,
            };
        }

        protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
        {
        }
    }
}
