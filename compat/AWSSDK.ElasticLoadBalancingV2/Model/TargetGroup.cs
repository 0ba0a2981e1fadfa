using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class TargetGroup
{
    public bool? HealthCheckEnabled { get; set; }

    public int? HealthCheckIntervalSeconds { get; set; }

    public string HealthCheckPath { get; set; }

    public string HealthCheckPort { get; set; }

    public ProtocolEnum HealthCheckProtocol { get; set; }

    public int? HealthCheckTimeoutSeconds { get; set; }

    public int? HealthyThresholdCount { get; set; }

    public TargetGroupIpAddressTypeEnum IpAddressType { get; set; }

    public List<string> LoadBalancerArns { get; set; }

    public Matcher Matcher { get; set; }

    public int? Port { get; set; }

    public ProtocolEnum Protocol { get; set; }

    public string ProtocolVersion { get; set; }

    public string TargetGroupArn { get; set; }

    public string TargetGroupName { get; set; }

    public TargetTypeEnum TargetType { get; set; }

    public int? UnhealthyThresholdCount { get; set; }

    public string VpcId { get; set; }

    internal static TargetGroup Read(XElement xml) => new()
    {
        HealthCheckEnabled = xml.Flag("HealthCheckEnabled"),
        HealthCheckIntervalSeconds = xml.Int("HealthCheckIntervalSeconds"),
        HealthCheckPath = xml.Text("HealthCheckPath"),
        HealthCheckPort = xml.Text("HealthCheckPort"),
        HealthCheckProtocol = xml.Text("HealthCheckProtocol"),
        HealthCheckTimeoutSeconds = xml.Int("HealthCheckTimeoutSeconds"),
        HealthyThresholdCount = xml.Int("HealthyThresholdCount"),
        IpAddressType = xml.Text("IpAddressType"),
        LoadBalancerArns = xml.List("LoadBalancerArns", XmlReading.Text),
        Matcher = xml.Structure("Matcher", Matcher.Read),
        Port = xml.Int("Port"),
        Protocol = xml.Text("Protocol"),
        ProtocolVersion = xml.Text("ProtocolVersion"),
        TargetGroupArn = xml.Text("TargetGroupArn"),
        TargetGroupName = xml.Text("TargetGroupName"),
        TargetType = xml.Text("TargetType"),
        UnhealthyThresholdCount = xml.Int("UnhealthyThresholdCount"),
        VpcId = xml.Text("VpcId"),
    };
}
