using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;
using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class DescribeTargetGroupsResponse : AmazonWebServiceResponse
{
    public string NextMarker { get; set; }

    public List<TargetGroup> TargetGroups { get; set; }

    internal static DescribeTargetGroupsResponse Read(XElement xml) => new()
    {
        NextMarker = xml.Text("NextMarker"),
        TargetGroups = xml.List("TargetGroups", TargetGroup.Read),
    };
}
