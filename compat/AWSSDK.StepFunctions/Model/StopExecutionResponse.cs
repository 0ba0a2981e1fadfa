using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class StopExecutionResponse : AmazonWebServiceResponse
{
    public DateTime? StopDate { get; set; }

    internal static StopExecutionResponse Read(JsonElement json) => new()
    {
        StopDate = json.Time("stopDate"),
    };
}
