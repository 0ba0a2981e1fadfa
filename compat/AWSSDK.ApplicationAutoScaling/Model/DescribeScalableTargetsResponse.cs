using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class DescribeScalableTargetsResponse : AmazonWebServiceResponse
{
    public List<ScalableTarget> ScalableTargets { get; set; }

    internal static DescribeScalableTargetsResponse Read(JsonElement json) => new()
    {
        ScalableTargets = json.List("ScalableTargets", ScalableTarget.Read),
    };
}
