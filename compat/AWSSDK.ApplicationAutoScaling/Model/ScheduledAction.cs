using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class ScheduledAction
{
    public DateTime? EndTime { get; set; }

    public ScalableTargetAction ScalableTargetAction { get; set; }

    public string Schedule { get; set; }

    public string ScheduledActionName { get; set; }

    public DateTime? StartTime { get; set; }

    public string Timezone { get; set; }

    internal static ScheduledAction Read(JsonElement json) => new()
    {
        EndTime = json.Time("EndTime"),
        ScalableTargetAction = json.Structure("ScalableTargetAction", Model.ScalableTargetAction.Read),
        Schedule = json.Text("Schedule"),
        ScheduledActionName = json.Text("ScheduledActionName"),
        StartTime = json.Time("StartTime"),
        Timezone = json.Text("Timezone"),
    };
}
