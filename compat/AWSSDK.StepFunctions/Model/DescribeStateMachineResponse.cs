using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class DescribeStateMachineResponse : AmazonWebServiceResponse
{
    public string Definition { get; set; }

    public LoggingConfiguration LoggingConfiguration { get; set; }

    public string RoleArn { get; set; }

    public StateMachineStatus Status { get; set; }

    public StateMachineType Type { get; set; }

    public Dictionary<string, List<string>> VariableReferences { get; set; }

    internal static DescribeStateMachineResponse Read(JsonElement json) => new()
    {
        Definition = json.Text("definition"),
        LoggingConfiguration = json.Structure("loggingConfiguration", LoggingConfiguration.Read),
        RoleArn = json.Text("roleArn"),
        Status = json.Text("status"),
        Type = json.Text("type"),
        VariableReferences = json.Map("variableReferences", JsonReading.Texts),
    };
}
