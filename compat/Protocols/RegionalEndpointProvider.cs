using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.Compat.Protocols;

/// <summary>
/// The endpoint of a regional service: the configured address as it stands, else
/// <c>https://{prefix}[-fips].{region}.{suffix of the region's partition}</c>.
/// </summary>
internal sealed class RegionalEndpointProvider(string prefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var fips = (bool?)parameters["UseFIPS"] ?? false;
        var dualStack = (bool?)parameters["UseDualStack"] ?? false;
        if (parameters["Endpoint"] is string configured)
        {
            return fips || dualStack
                ? throw new AmazonClientException("Invalid Configuration: FIPS and Dualstack are not supported with a custom endpoint")
                : new Endpoint(configured);
        }

        var region = parameters["Region"] as string
            ?? throw new AmazonClientException("Invalid Configuration: Missing Region");
        var partition = Fn.Partition(region);
        if (fips && !Supports(partition, "supportsFIPS") || dualStack && !Supports(partition, "supportsDualStack"))
        {
            throw new AmazonClientException($"FIPS or DualStack is enabled, but the partition of {region} does not support it");
        }

        var suffix = (string)Fn.GetAttr(partition, dualStack ? "dualStackDnsSuffix" : "dnsSuffix");
        return new Endpoint($"https://{prefix}{(fips ? "-fips" : "")}.{region}.{suffix}");
    }

    private static bool Supports(object partition, string feature) => (bool)Fn.GetAttr(partition, feature);
}
