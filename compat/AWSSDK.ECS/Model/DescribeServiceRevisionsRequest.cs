using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class DescribeServiceRevisionsRequest : AmazonECSRequest, IJsonShape
{
    public List<string> ServiceRevisionArns { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Texts("serviceRevisionArns", ServiceRevisionArns);
    }
}
