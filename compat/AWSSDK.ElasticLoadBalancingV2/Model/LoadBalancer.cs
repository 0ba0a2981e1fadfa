using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class LoadBalancer
{
    public List<AvailabilityZone> AvailabilityZones { get; set; }

    public string CanonicalHostedZoneId { get; set; }

    public DateTime? CreatedTime { get; set; }

    public string CustomerOwnedIpv4Pool { get; set; }

    public string DNSName { get; set; }

    public EnablePrefixForIpv6SourceNatEnum EnablePrefixForIpv6SourceNat { get; set; }

    public string EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic { get; set; }

    public IpAddressType IpAddressType { get; set; }

    public IpamPools IpamPools { get; set; }

    public string LoadBalancerArn { get; set; }

    public string LoadBalancerName { get; set; }

    public LoadBalancerSchemeEnum Scheme { get; set; }

    public List<string> SecurityGroups { get; set; }

    public LoadBalancerState State { get; set; }

    public LoadBalancerTypeEnum Type { get; set; }

    public string VpcId { get; set; }

    internal static LoadBalancer Read(XElement xml) => new()
    {
        AvailabilityZones = xml.List("AvailabilityZones", AvailabilityZone.Read),
        CanonicalHostedZoneId = xml.Text("CanonicalHostedZoneId"),
        CreatedTime = xml.Time("CreatedTime"),
        CustomerOwnedIpv4Pool = xml.Text("CustomerOwnedIpv4Pool"),
        DNSName = xml.Text("DNSName"),
        EnablePrefixForIpv6SourceNat = xml.Text("EnablePrefixForIpv6SourceNat"),
        EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = xml.Text("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"),
        IpAddressType = xml.Text("IpAddressType"),
        IpamPools = xml.Structure("IpamPools", IpamPools.Read),
        LoadBalancerArn = xml.Text("LoadBalancerArn"),
        LoadBalancerName = xml.Text("LoadBalancerName"),
        Scheme = xml.Text("Scheme"),
        SecurityGroups = xml.List("SecurityGroups", XmlReading.Text),
        State = xml.Structure("State", LoadBalancerState.Read),
        Type = xml.Text("Type"),
        VpcId = xml.Text("VpcId"),
    };
}
