using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class GetExecutionHistoryResponse : AmazonWebServiceResponse
{
    public List<HistoryEvent> Events { get; set; }

    public string NextToken { get; set; }

    internal static GetExecutionHistoryResponse Read(JsonElement json) => new()
    {
        Events = json.List("events", HistoryEvent.Read),
        NextToken = json.Text("nextToken"),
    };
}
