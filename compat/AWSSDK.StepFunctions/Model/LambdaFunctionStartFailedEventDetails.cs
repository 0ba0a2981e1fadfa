using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class LambdaFunctionStartFailedEventDetails
{
    public string Cause { get; set; }

    public string Error { get; set; }

    internal static LambdaFunctionStartFailedEventDetails Read(JsonElement json) => new()
    {
        Cause = json.Text("cause"),
        Error = json.Text("error"),
    };
}
