using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class Matcher
{
    public string GrpcCode { get; set; }

    public string HttpCode { get; set; }

    internal static Matcher Read(XElement xml) => new()
    {
        GrpcCode = xml.Text("GrpcCode"),
        HttpCode = xml.Text("HttpCode"),
    };
}
