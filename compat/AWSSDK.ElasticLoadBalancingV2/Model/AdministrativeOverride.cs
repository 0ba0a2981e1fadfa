using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class AdministrativeOverride
{
    public string Description { get; set; }

    public TargetAdministrativeOverrideStateEnum State { get; set; }

    internal static AdministrativeOverride Read(XElement xml) => new()
    {
        Description = xml.Text("Description"),
        State = xml.Text("State"),
    };
}
