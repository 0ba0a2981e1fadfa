using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class DescribeScalingPoliciesRequest : AmazonApplicationAutoScalingRequest, IJsonShape
{
    public string ResourceId { get; set; }

    public ScalableDimension ScalableDimension { get; set; }

    public ServiceNamespace ServiceNamespace { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("ResourceId", ResourceId);
        json.Constant("ScalableDimension", ScalableDimension);
        json.Constant("ServiceNamespace", ServiceNamespace);
    }
}
