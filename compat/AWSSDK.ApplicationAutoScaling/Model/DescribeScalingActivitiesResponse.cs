using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class DescribeScalingActivitiesResponse : AmazonWebServiceResponse
{
    public List<ScalingActivity> ScalingActivities { get; set; }

    internal static DescribeScalingActivitiesResponse Read(JsonElement json) => new()
    {
        ScalingActivities = json.List("ScalingActivities", ScalingActivity.Read),
    };
}
