using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class DescribeStateMachineRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string StateMachineArn { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("stateMachineArn", StateMachineArn);
    }
}
