using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class PlacementStrategy : IJsonShape
{
    public string Field { get; set; }

    public PlacementStrategyType Type { get; set; }

    internal static PlacementStrategy Read(JsonElement json) => new()
    {
        Field = json.Text("field"),
        Type = json.Text("type"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("field", Field);
        json.Constant("type", Type);
    }
}
