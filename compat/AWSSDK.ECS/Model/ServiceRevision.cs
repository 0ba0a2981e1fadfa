using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class ServiceRevision
{
    public string ServiceRevisionArn { get; set; }

    public string TaskDefinition { get; set; }

    internal static ServiceRevision Read(JsonElement json) => new()
    {
        ServiceRevisionArn = json.Text("serviceRevisionArn"),
        TaskDefinition = json.Text("taskDefinition"),
    };
}
