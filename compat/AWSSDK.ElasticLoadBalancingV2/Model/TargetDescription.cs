using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class TargetDescription : IQueryShape
{
    public string AvailabilityZone { get; set; }

    public string Id { get; set; }

    public int? Port { get; set; }

    internal static TargetDescription Read(XElement xml) => new()
    {
        AvailabilityZone = xml.Text("AvailabilityZone"),
        Id = xml.Text("Id"),
        Port = xml.Int("Port"),
    };

    void IQueryShape.Write(QueryForm form)
    {
        form.Text("AvailabilityZone", AvailabilityZone);
        form.Text("Id", Id);
        form.Number("Port", Port);
    }
}
