using Amazon.Compat.Protocols.Query;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime.Internal;

namespace Amazon.ElasticLoadBalancingV2;

/// <summary>One line per operation: its name on the wire and how its answer is read.</summary>
internal static class ElasticLoadBalancingV2Operations
{
    private static readonly QueryService Service = new()
    {
        Name = "Amazon.ElasticLoadBalancingV2",
        ApiVersion = AmazonElasticLoadBalancingV2Config.ApiVersion,
        Exception = ElasticLoadBalancingV2Errors.From,
    };

    public static readonly InvokeOptions DescribeLoadBalancers = Service.Operation(nameof(DescribeLoadBalancers), DescribeLoadBalancersResponse.Read);
    public static readonly InvokeOptions DescribeTargetGroups = Service.Operation(nameof(DescribeTargetGroups), DescribeTargetGroupsResponse.Read);
    public static readonly InvokeOptions DescribeTargetHealth = Service.Operation(nameof(DescribeTargetHealth), DescribeTargetHealthResponse.Read);
}
