using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ListExecutionsRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string StateMachineArn { get; set; }

    public ExecutionStatus StatusFilter { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("stateMachineArn", StateMachineArn);
        json.Constant("statusFilter", StatusFilter);
    }
}
