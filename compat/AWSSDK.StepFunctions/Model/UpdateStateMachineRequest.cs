using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class UpdateStateMachineRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string Definition { get; set; }

    public EncryptionConfiguration EncryptionConfiguration { get; set; }

    public LoggingConfiguration LoggingConfiguration { get; set; }

    public bool? Publish { get; set; }

    public string RoleArn { get; set; }

    public string StateMachineArn { get; set; }

    public TracingConfiguration TracingConfiguration { get; set; }

    public string VersionDescription { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("definition", Definition);
        json.Structure("encryptionConfiguration", EncryptionConfiguration);
        json.Structure("loggingConfiguration", LoggingConfiguration);
        json.Flag("publish", Publish);
        json.Text("roleArn", RoleArn);
        json.Text("stateMachineArn", StateMachineArn);
        json.Structure("tracingConfiguration", TracingConfiguration);
        json.Text("versionDescription", VersionDescription);
    }
}
