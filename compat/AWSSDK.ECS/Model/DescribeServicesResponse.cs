using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class DescribeServicesResponse : AmazonWebServiceResponse
{
    public List<Failure> Failures { get; set; }

    public List<Service> Services { get; set; }

    internal static DescribeServicesResponse Read(JsonElement json) => new()
    {
        Failures = json.List("failures", Failure.Read),
        Services = json.List("services", Service.Read),
    };
}
