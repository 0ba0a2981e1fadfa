using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class StartExecutionRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string Input { get; set; }

    public string Name { get; set; }

    public string StateMachineArn { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("input", Input);
        json.Text("name", Name);
        json.Text("stateMachineArn", StateMachineArn);
    }
}
