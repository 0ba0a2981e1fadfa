using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class PlacementConstraint : IJsonShape
{
    public string Expression { get; set; }

    public PlacementConstraintType Type { get; set; }

    internal static PlacementConstraint Read(JsonElement json) => new()
    {
        Expression = json.Text("expression"),
        Type = json.Text("type"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Text("expression", Expression);
        json.Constant("type", Type);
    }
}
