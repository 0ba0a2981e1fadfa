using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class AnomalyDetection
{
    public MitigationInEffectEnum MitigationInEffect { get; set; }

    public AnomalyResultEnum Result { get; set; }

    internal static AnomalyDetection Read(XElement xml) => new()
    {
        MitigationInEffect = xml.Text("MitigationInEffect"),
        Result = xml.Text("Result"),
    };
}
