using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class UpdateStateMachineResponse : AmazonWebServiceResponse
{
    public string RevisionId { get; set; }

    public string StateMachineVersionArn { get; set; }

    public DateTime? UpdateDate { get; set; }

    internal static UpdateStateMachineResponse Read(JsonElement json) => new()
    {
        RevisionId = json.Text("revisionId"),
        StateMachineVersionArn = json.Text("stateMachineVersionArn"),
        UpdateDate = json.Time("updateDate"),
    };
}
