using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class UpdateStateMachineResponse : AmazonWebServiceResponse
{
    public DateTime? UpdateDate { get; set; }

    internal static UpdateStateMachineResponse Read(JsonElement json) => new()
    {
        UpdateDate = json.Time("updateDate"),
    };
}
