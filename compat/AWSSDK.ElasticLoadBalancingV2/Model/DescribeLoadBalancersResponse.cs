using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;
using Amazon.Runtime;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class DescribeLoadBalancersResponse : AmazonWebServiceResponse
{
    public List<LoadBalancer> LoadBalancers { get; set; }

    public string NextMarker { get; set; }

    internal static DescribeLoadBalancersResponse Read(XElement xml) => new()
    {
        LoadBalancers = xml.List("LoadBalancers", LoadBalancer.Read),
        NextMarker = xml.Text("NextMarker"),
    };
}
