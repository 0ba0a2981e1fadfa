using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class DescribeExecutionRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string ExecutionArn { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("executionArn", ExecutionArn);
    }
}
