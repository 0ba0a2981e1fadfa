using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;
using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class DescribeTargetHealthResponse : AmazonWebServiceResponse
{
    public List<TargetHealthDescription> TargetHealthDescriptions { get; set; }

    internal static DescribeTargetHealthResponse Read(XElement xml) => new()
    {
        TargetHealthDescriptions = xml.List("TargetHealthDescriptions", TargetHealthDescription.Read),
    };
}
