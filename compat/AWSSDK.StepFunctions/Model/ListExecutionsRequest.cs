using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class ListExecutionsRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string MapRunArn { get; set; }

    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    public ExecutionRedriveFilter RedriveFilter { get; set; }

    public string StateMachineArn { get; set; }

    public ExecutionStatus StatusFilter { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("mapRunArn", MapRunArn);
        json.Number("maxResults", MaxResults);
        json.Text("nextToken", NextToken);
        json.Constant("redriveFilter", RedriveFilter);
        json.Text("stateMachineArn", StateMachineArn);
        json.Constant("statusFilter", StatusFilter);
    }
}
