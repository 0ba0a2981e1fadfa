using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class LoadBalancerState
{
    public LoadBalancerStateEnum Code { get; set; }

    public string Reason { get; set; }

    internal static LoadBalancerState Read(XElement xml) => new()
    {
        Code = xml.Text("Code"),
        Reason = xml.Text("Reason"),
    };
}
