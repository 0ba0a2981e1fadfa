using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ApplicationAutoScaling.Model;

public partial class TargetTrackingScalingPolicyConfiguration
{
    public CustomizedMetricSpecification CustomizedMetricSpecification { get; set; }

    public PredefinedMetricSpecification PredefinedMetricSpecification { get; set; }

    public double? TargetValue { get; set; }

    internal static TargetTrackingScalingPolicyConfiguration Read(JsonElement json) => new()
    {
        CustomizedMetricSpecification = json.Structure("CustomizedMetricSpecification", Model.CustomizedMetricSpecification.Read),
        PredefinedMetricSpecification = json.Structure("PredefinedMetricSpecification", Model.PredefinedMetricSpecification.Read),
        TargetValue = json.Double("TargetValue"),
    };
}
