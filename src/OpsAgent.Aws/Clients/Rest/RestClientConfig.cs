using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util.Internal;

namespace OpsAgent.Aws.Clients.Rest;

/// <summary>Where a service of AWS is that has no package here.</summary>
internal sealed class RestClientConfig : ClientConfig
{
    private readonly string _prefix;

    /// <param name="serviceId">Such as <c>Lambda</c>.</param>
    /// <param name="prefix">What its hosts begin with and its requests are signed for.</param>
    /// <param name="version">Of its API, a date.</param>
    public RestClientConfig(string serviceId, string prefix, string version)
        : base(new DefaultConfigurationProvider(Defaults))
    {
        _prefix = prefix;
        ServiceId = serviceId;
        ServiceVersion = version;
        AuthenticationServiceName = prefix;
        UserAgent = InternalSDKUtils.BuildUserAgentString(serviceId, "4.0.100");
        EndpointProvider = new Endpoints(prefix);
    }

    // One for each mode that may be configured; timeouts and retries are set by AwsTimeouts.
    private static IEnumerable<DefaultConfiguration> Defaults => Enum.GetValues<DefaultConfigurationMode>().Select(mode => new DefaultConfiguration
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(3.1),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(3.1),
    });

    public override string RegionEndpointServiceName => _prefix;

    public override string ServiceVersion { get; }

    public override string UserAgent { get; }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        throw new NotSupportedException("Nobody asks where a request would go.");

    private sealed class Endpoints(string prefix) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters)
        {
            if (parameters["Endpoint"] is string { Length: > 0 } given)
            {
                return new Endpoint(given);
            }

            var region = parameters["Region"] as string ?? throw new AmazonClientException("No Region is configured: set AWS_REGION.");
            var partition = Fn.Partition(region);
            var suffix = Fn.GetAttr(partition, parameters["UseDualStack"] is true ? "dualStackDnsSuffix" : "dnsSuffix");
            return new Endpoint($"https://{prefix}{(parameters["UseFIPS"] is true ? "-fips" : string.Empty)}.{region}.{suffix}");
        }
    }
}
