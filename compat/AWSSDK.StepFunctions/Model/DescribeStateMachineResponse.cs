using System.Text.Json;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

public partial class DescribeStateMachineResponse : AmazonWebServiceResponse
{
    public DateTime? CreationDate { get; set; }

    public string Definition { get; set; }

    public string Description { get; set; }

    public EncryptionConfiguration EncryptionConfiguration { get; set; }

    public string Label { get; set; }

    public LoggingConfiguration LoggingConfiguration { get; set; }

    public string Name { get; set; }

    public string RevisionId { get; set; }

    public string RoleArn { get; set; }

    public string StateMachineArn { get; set; }

    public StateMachineStatus Status { get; set; }

    public TracingConfiguration TracingConfiguration { get; set; }

    public StateMachineType Type { get; set; }

    public Dictionary<string, List<string>> VariableReferences { get; set; }

    internal static DescribeStateMachineResponse Read(JsonElement json) => new()
    {
        CreationDate = json.Time("creationDate"),
        Definition = json.Text("definition"),
        Description = json.Text("description"),
        EncryptionConfiguration = json.Structure("encryptionConfiguration", EncryptionConfiguration.Read),
        Label = json.Text("label"),
        LoggingConfiguration = json.Structure("loggingConfiguration", LoggingConfiguration.Read),
        Name = json.Text("name"),
        RevisionId = json.Text("revisionId"),
        RoleArn = json.Text("roleArn"),
        StateMachineArn = json.Text("stateMachineArn"),
        Status = json.Text("status"),
        TracingConfiguration = json.Structure("tracingConfiguration", TracingConfiguration.Read),
        Type = json.Text("type"),
        VariableReferences = json.Map("variableReferences", JsonReading.Texts),
    };
}
