using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class DescribeScalingPoliciesResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }

    public List<ScalingPolicy> ScalingPolicies { get; set; }

    internal static DescribeScalingPoliciesResponse Read(JsonElement json) => new()
    {
        NextToken = json.Text("NextToken"),
        ScalingPolicies = json.List("ScalingPolicies", ScalingPolicy.Read),
    };
}
