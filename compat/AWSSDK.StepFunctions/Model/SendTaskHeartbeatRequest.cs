using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class SendTaskHeartbeatRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string TaskToken { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("taskToken", TaskToken);
    }
}
