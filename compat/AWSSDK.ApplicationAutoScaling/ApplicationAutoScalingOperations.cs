using Amazon.ApplicationAutoScaling.Model;
using Amazon.Compat.Protocols.Json;
using Amazon.Runtime.Internal;

namespace Amazon.ApplicationAutoScaling;

/// <summary>One line per operation: its name on the wire and how its answer is read.</summary>
internal static class ApplicationAutoScalingOperations
{
    private static readonly AwsJsonService Service = new()
    {
        Name = "Amazon.ApplicationAutoScaling",
        TargetPrefix = "AnyScaleFrontendService.",
        ContentType = "application/x-amz-json-1.1",
        ApiVersion = AmazonApplicationAutoScalingConfig.ApiVersion,
        Exception = ApplicationAutoScalingErrors.From,
    };

    public static readonly InvokeOptions DescribeScalableTargets = Service.Operation(nameof(DescribeScalableTargets), DescribeScalableTargetsResponse.Read);
    public static readonly InvokeOptions DescribeScalingActivities = Service.Operation(nameof(DescribeScalingActivities), DescribeScalingActivitiesResponse.Read);
    public static readonly InvokeOptions DescribeScalingPolicies = Service.Operation(nameof(DescribeScalingPolicies), DescribeScalingPoliciesResponse.Read);
    public static readonly InvokeOptions DescribeScheduledActions = Service.Operation(nameof(DescribeScheduledActions), DescribeScheduledActionsResponse.Read);
}
