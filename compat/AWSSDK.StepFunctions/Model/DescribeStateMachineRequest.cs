using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class DescribeStateMachineRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public IncludedData IncludedData { get; set; }

    public string StateMachineArn { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Constant("includedData", IncludedData);
        json.Text("stateMachineArn", StateMachineArn);
    }
}
