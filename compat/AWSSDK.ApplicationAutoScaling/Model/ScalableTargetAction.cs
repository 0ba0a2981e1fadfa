using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class ScalableTargetAction
{
    public int? MaxCapacity { get; set; }

    public int? MinCapacity { get; set; }

    internal static ScalableTargetAction Read(JsonElement json) => new()
    {
        MaxCapacity = json.Int("MaxCapacity"),
        MinCapacity = json.Int("MinCapacity"),
    };
}
