using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class ScalingPolicy
{
    public List<Alarm> Alarms { get; set; }

    public string PolicyName { get; set; }

    public PolicyType PolicyType { get; set; }

    public TargetTrackingScalingPolicyConfiguration TargetTrackingScalingPolicyConfiguration { get; set; }

    internal static ScalingPolicy Read(JsonElement json) => new()
    {
        Alarms = json.List("Alarms", Alarm.Read),
        PolicyName = json.Text("PolicyName"),
        PolicyType = json.Text("PolicyType"),
        TargetTrackingScalingPolicyConfiguration = json.Structure("TargetTrackingScalingPolicyConfiguration", Model.TargetTrackingScalingPolicyConfiguration.Read),
    };
}
