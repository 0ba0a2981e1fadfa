using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class ScalableTarget
{
    public int? MaxCapacity { get; set; }

    public int? MinCapacity { get; set; }

    public SuspendedState SuspendedState { get; set; }

    internal static ScalableTarget Read(JsonElement json) => new()
    {
        MaxCapacity = json.Int("MaxCapacity"),
        MinCapacity = json.Int("MinCapacity"),
        SuspendedState = json.Structure("SuspendedState", Model.SuspendedState.Read),
    };
}
