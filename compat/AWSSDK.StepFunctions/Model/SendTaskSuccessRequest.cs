using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class SendTaskSuccessRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string Output { get; set; }

    public string TaskToken { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("output", Output);
        json.Text("taskToken", TaskToken);
    }
}
