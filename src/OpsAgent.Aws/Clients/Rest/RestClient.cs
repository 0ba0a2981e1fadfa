using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Util;

namespace OpsAgent.Aws.Clients.Rest;

/// <summary>A service's client on AWSSDK.Core, which signs, sends and reads errors: for the one operation that is used of a package that is not here.</summary>
internal abstract class RestClient : AmazonServiceClient
{
    protected RestClient(RestClientConfig config)
        : base(config)
    {
    }

    protected RestClient(AWSCredentials credentials, RestClientConfig config)
        : base(credentials, config)
    {
    }

    // Asked for while the base is made.
    protected override IServiceMetadata ServiceMetadata => new Metadata(Config.ServiceId);

    // The second one added runs first.
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpoint());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4());
    }

    private sealed class Metadata(string serviceId) : IServiceMetadata
    {
        public string ServiceId => serviceId;

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
