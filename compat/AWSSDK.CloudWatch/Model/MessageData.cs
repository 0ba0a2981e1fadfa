using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.CloudWatch.Model;

public partial class MessageData
{
    public string Code { get; set; }

    public string Value { get; set; }

    internal static MessageData Read(JsonElement json) => new()
    {
        Code = json.Text("Code"),
        Value = json.Text("Value"),
    };
}
