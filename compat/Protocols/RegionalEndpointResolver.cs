using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace Amazon.Compat.Protocols;

/// <summary>Feeds an endpoint provider from the client's configuration.</summary>
internal sealed class RegionalEndpointResolver : BaseEndpointResolver
{
    /// <summary>The endpoint of a request that is not sent: what <c>DetermineServiceOperationEndpoint</c> answers.</summary>
    public static Endpoint Determine(ClientConfig config, string serviceId, ServiceOperationEndpointParameters parameters)
    {
        var request = new RequestContext(false)
        {
            ClientConfig = config,
            OriginalRequest = parameters.Request,
            Request = new DefaultRequest(parameters.Request, serviceId) { AlternateEndpoint = parameters.AlternateEndpoint },
        };
        return new RegionalEndpointResolver().GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(request, null));
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        var alternate = requestContext.Request.AlternateEndpoint;
        var parameters = new EndpointParameters
        {
            ["Region"] = alternate?.SystemName ?? RegionOf(config),
            ["UseDualStack"] = config.UseDualstackEndpoint,
            ["UseFIPS"] = config.UseFIPSEndpoint,
        };
        if (alternate is null && !string.IsNullOrEmpty(config.ServiceURL))
        {
            parameters["Endpoint"] = config.ServiceURL;
        }

        return parameters;
    }

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    private static string RegionOf(IClientConfig config) =>
        config.RegionEndpoint?.SystemName
        ?? (!string.IsNullOrEmpty(config.AuthenticationRegion) ? config.AuthenticationRegion
            : !string.IsNullOrEmpty(config.ServiceURL) ? AWSSDKUtils.DetermineRegion(config.ServiceURL)
            : null);
}
