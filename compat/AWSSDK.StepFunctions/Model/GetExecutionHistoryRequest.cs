using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class GetExecutionHistoryRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string ExecutionArn { get; set; }

    public bool? IncludeExecutionData { get; set; }

    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("executionArn", ExecutionArn);
        json.Flag("includeExecutionData", IncludeExecutionData);
        json.Number("maxResults", MaxResults);
        json.Text("nextToken", NextToken);
    }
}
