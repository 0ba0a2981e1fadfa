using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class TargetHealth
{
    public string Description { get; set; }

    public TargetHealthReasonEnum Reason { get; set; }

    public TargetHealthStateEnum State { get; set; }

    internal static TargetHealth Read(XElement xml) => new()
    {
        Description = xml.Text("Description"),
        Reason = xml.Text("Reason"),
        State = xml.Text("State"),
    };
}
