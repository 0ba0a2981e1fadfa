using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class TargetHealthDescription
{
    public AdministrativeOverride AdministrativeOverride { get; set; }

    public AnomalyDetection AnomalyDetection { get; set; }

    public string HealthCheckPort { get; set; }

    public TargetDescription Target { get; set; }

    public TargetHealth TargetHealth { get; set; }

    internal static TargetHealthDescription Read(XElement xml) => new()
    {
        AdministrativeOverride = xml.Structure("AdministrativeOverride", AdministrativeOverride.Read),
        AnomalyDetection = xml.Structure("AnomalyDetection", AnomalyDetection.Read),
        HealthCheckPort = xml.Text("HealthCheckPort"),
        Target = xml.Structure("Target", TargetDescription.Read),
        TargetHealth = xml.Structure("TargetHealth", TargetHealth.Read),
    };
}
