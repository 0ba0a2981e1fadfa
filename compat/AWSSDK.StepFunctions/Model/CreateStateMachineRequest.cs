using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class CreateStateMachineRequest : AmazonStepFunctionsRequest, IJsonShape
{
    public string Definition { get; set; }

    public EncryptionConfiguration EncryptionConfiguration { get; set; }

    public LoggingConfiguration LoggingConfiguration { get; set; }

    public string Name { get; set; }

    public bool? Publish { get; set; }

    public string RoleArn { get; set; }

    public List<Tag> Tags { get; set; }

    public TracingConfiguration TracingConfiguration { get; set; }

    public StateMachineType Type { get; set; }

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("definition", Definition);
        json.Structure("encryptionConfiguration", EncryptionConfiguration);
        json.Structure("loggingConfiguration", LoggingConfiguration);
        json.Text("name", Name);
        json.Flag("publish", Publish);
        json.Text("roleArn", RoleArn);
        json.Structures("tags", Tags);
        json.Structure("tracingConfiguration", TracingConfiguration);
        json.Constant("type", Type);
    }
}
