using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class LoadBalancerAddress
{
    public string AllocationId { get; set; }

    public string IPv6Address { get; set; }

    public string IpAddress { get; set; }

    public string PrivateIPv4Address { get; set; }

    internal static LoadBalancerAddress Read(XElement xml) => new()
    {
        AllocationId = xml.Text("AllocationId"),
        IPv6Address = xml.Text("IPv6Address"),
        IpAddress = xml.Text("IpAddress"),
        PrivateIPv4Address = xml.Text("PrivateIPv4Address"),
    };
}
