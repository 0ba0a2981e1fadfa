using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class SuspendedState
{
    public bool? DynamicScalingInSuspended { get; set; }

    public bool? DynamicScalingOutSuspended { get; set; }

    public bool? ScheduledScalingSuspended { get; set; }

    internal static SuspendedState Read(JsonElement json) => new()
    {
        DynamicScalingInSuspended = json.Flag("DynamicScalingInSuspended"),
        DynamicScalingOutSuspended = json.Flag("DynamicScalingOutSuspended"),
        ScheduledScalingSuspended = json.Flag("ScheduledScalingSuspended"),
    };
}
