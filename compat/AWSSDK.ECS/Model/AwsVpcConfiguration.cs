using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class AwsVpcConfiguration : IJsonShape
{
    public AssignPublicIp AssignPublicIp { get; set; }

    public List<string> SecurityGroups { get; set; }

    public List<string> Subnets { get; set; }

    internal static AwsVpcConfiguration Read(JsonElement json) => new()
    {
        AssignPublicIp = json.Text("assignPublicIp"),
        SecurityGroups = json.List("securityGroups", JsonReading.Text),
        Subnets = json.List("subnets", JsonReading.Text),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Constant("assignPublicIp", AssignPublicIp);
        json.Texts("securityGroups", SecurityGroups);
        json.Texts("subnets", Subnets);
    }
}
