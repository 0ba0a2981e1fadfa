using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util.Internal;

namespace OpsAgent.Aws.Clients.Lambda;

/// <summary>Where AWS Lambda is.</summary>
internal sealed class LambdaClientConfig : ClientConfig
{
    public const string Service = "Lambda";

    private const string Prefix = "lambda";
    private const string Version = "2015-03-31";

    public LambdaClientConfig()
        : base(new DefaultConfigurationProvider(Defaults))
    {
        ServiceId = Service;
        AuthenticationServiceName = Prefix;
        EndpointProvider = new Endpoints();
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

    public override string RegionEndpointServiceName => Prefix;

    public override string ServiceVersion => Version;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString(Service, "4.0.100");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        throw new NotSupportedException("Nobody asks where a request would go.");

    private sealed class Endpoints : IEndpointProvider
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
            return new Endpoint($"https://{Prefix}{(parameters["UseFIPS"] is true ? "-fips" : string.Empty)}.{region}.{suffix}");
        }
    }
}
