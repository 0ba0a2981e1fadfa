using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

public partial class UpdateServiceResponse : AmazonWebServiceResponse
{
    public Service Service { get; set; }

    internal static UpdateServiceResponse Read(JsonElement json) => new()
    {
        Service = json.Structure("service", Service.Read),
    };
}
