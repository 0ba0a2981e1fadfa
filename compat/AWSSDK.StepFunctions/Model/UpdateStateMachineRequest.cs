using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class UpdateStateMachineRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string Definition { get; set; }

    public string StateMachineArn { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("definition", Definition);
        json.Text("stateMachineArn", StateMachineArn);
    }
}
