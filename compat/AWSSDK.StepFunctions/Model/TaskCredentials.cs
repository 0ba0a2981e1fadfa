using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class TaskCredentials
{
    public string RoleArn { get; set; }

    internal static TaskCredentials Read(JsonElement json) => new()
    {
        RoleArn = json.Text("roleArn"),
    };
}
