using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class ScalingActivity
{
    public string Description { get; set; }

    public DateTime? StartTime { get; set; }

    public ScalingActivityStatusCode StatusCode { get; set; }

    internal static ScalingActivity Read(JsonElement json) => new()
    {
        Description = json.Text("Description"),
        StartTime = json.Time("StartTime"),
        StatusCode = json.Text("StatusCode"),
    };
}
