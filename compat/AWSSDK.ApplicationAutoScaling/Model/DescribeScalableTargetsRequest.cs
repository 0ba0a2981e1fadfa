using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class DescribeScalableTargetsRequest : AmazonApplicationAutoScalingRequest, IJsonShape
{
    public List<string> ResourceIds { get; set; }

    public ScalableDimension ScalableDimension { get; set; }

    public ServiceNamespace ServiceNamespace { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Texts("ResourceIds", ResourceIds);
        json.Constant("ScalableDimension", ScalableDimension);
        json.Constant("ServiceNamespace", ServiceNamespace);
    }
}
