using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class SendTaskFailureRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string Cause { get; set; }

    public string Error { get; set; }

    public string TaskToken { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("cause", Cause);
        json.Text("error", Error);
        json.Text("taskToken", TaskToken);
    }
}
