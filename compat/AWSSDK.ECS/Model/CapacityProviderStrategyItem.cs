using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class CapacityProviderStrategyItem : IJsonShape
{
    public int? Base { get; set; }

    public string CapacityProvider { get; set; }

    public int? Weight { get; set; }

    internal static CapacityProviderStrategyItem Read(JsonElement json) => new()
    {
        Base = json.Int("base"),
        CapacityProvider = json.Text("capacityProvider"),
        Weight = json.Int("weight"),
    };

    void IJsonShape.Write(Utf8JsonWriter json)
    {
        json.Number("base", Base);
        json.Text("capacityProvider", CapacityProvider);
        json.Number("weight", Weight);
    }
}
