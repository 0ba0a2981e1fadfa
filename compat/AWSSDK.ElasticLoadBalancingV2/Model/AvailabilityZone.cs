using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class AvailabilityZone
{
    public List<LoadBalancerAddress> LoadBalancerAddresses { get; set; }

    public string OutpostId { get; set; }

    public List<string> SourceNatIpv6Prefixes { get; set; }

    public string SubnetId { get; set; }

    public string ZoneName { get; set; }

    internal static AvailabilityZone Read(XElement xml) => new()
    {
        LoadBalancerAddresses = xml.List("LoadBalancerAddresses", LoadBalancerAddress.Read),
        OutpostId = xml.Text("OutpostId"),
        SourceNatIpv6Prefixes = xml.List("SourceNatIpv6Prefixes", XmlReading.Text),
        SubnetId = xml.Text("SubnetId"),
        ZoneName = xml.Text("ZoneName"),
    };
}
