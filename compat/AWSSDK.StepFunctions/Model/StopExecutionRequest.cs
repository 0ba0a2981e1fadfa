using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StopExecutionRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string Cause { get; set; }

    public string ExecutionArn { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("cause", Cause);
        json.Text("executionArn", ExecutionArn);
    }
}
