using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class Failure
{
    public string Arn { get; set; }

    public string Detail { get; set; }

    public string Reason { get; set; }

    internal static Failure Read(JsonElement json) => new()
    {
        Arn = json.Text("arn"),
        Detail = json.Text("detail"),
        Reason = json.Text("reason"),
    };
}
