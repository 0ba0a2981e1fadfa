using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class CreateStateMachineResponse : AmazonWebServiceResponse
{
    public DateTime? CreationDate { get; set; }

    public string StateMachineArn { get; set; }

    internal static CreateStateMachineResponse Read(JsonElement json) => new()
    {
        CreationDate = json.Time("creationDate"),
        StateMachineArn = json.Text("stateMachineArn"),
    };
}
