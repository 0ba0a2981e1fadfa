using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class SendTaskHeartbeatResponse : AmazonWebServiceResponse
{
    internal static SendTaskHeartbeatResponse Read(JsonElement json) => new();
}
