using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class IpamPools
{
    public string Ipv4IpamPoolId { get; set; }

    internal static IpamPools Read(XElement xml) => new()
    {
        Ipv4IpamPoolId = xml.Text("Ipv4IpamPoolId"),
    };
}
