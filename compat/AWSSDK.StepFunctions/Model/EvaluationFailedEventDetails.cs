using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.StepFunctions.Model;

public partial class EvaluationFailedEventDetails
{
    public string Cause { get; set; }

    public string Error { get; set; }

    public string Location { get; set; }

    public string State { get; set; }

    internal static EvaluationFailedEventDetails Read(JsonElement json) => new()
    {
        Cause = json.Text("cause"),
        Error = json.Text("error"),
        Location = json.Text("location"),
        State = json.Text("state"),
    };
}
