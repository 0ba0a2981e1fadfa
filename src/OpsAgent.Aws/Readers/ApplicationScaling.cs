using System.Globalization;

using Amazon.ApplicationAutoScaling;
using Amazon.ApplicationAutoScaling.Model;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Readers;

/// <summary><see cref="IServiceScaling"/> on Application Auto Scaling: one call where nothing is registered, else four, a page each.</summary>
public sealed class ApplicationScaling(AwsClients clients, TimeProvider time) : IServiceScaling
{
    private const string Prefix = "application-autoscaling:";
    private const int MaxActivities = 5;

    public async Task<ServiceScaling?> FindAsync(string cluster, string service, CancellationToken cancellationToken)
    {
        var resource = $"service/{cluster}/{service}";
        var client = clients.ApplicationAutoScaling;
        var targets = await AwsCall.RunAsync(
            $"{Prefix}DescribeScalableTargets",
            resource,
            () => client.DescribeScalableTargetsAsync(
                new DescribeScalableTargetsRequest
                {
                    ServiceNamespace = ServiceNamespace.Ecs,
                    ScalableDimension = ScalableDimension.EcsServiceDesiredCount,
                    ResourceIds = [resource],
                },
                cancellationToken));
        if (targets.ScalableTargets is not [var target, ..])
        {
            return null;
        }

        var policies = AwsCall.RunAsync(
            $"{Prefix}DescribeScalingPolicies",
            resource,
            () => client.DescribeScalingPoliciesAsync(
                new DescribeScalingPoliciesRequest { ServiceNamespace = ServiceNamespace.Ecs, ScalableDimension = ScalableDimension.EcsServiceDesiredCount, ResourceId = resource }, cancellationToken));
        var schedules = AwsCall.RunAsync(
            $"{Prefix}DescribeScheduledActions",
            resource,
            () => client.DescribeScheduledActionsAsync(
                new DescribeScheduledActionsRequest { ServiceNamespace = ServiceNamespace.Ecs, ScalableDimension = ScalableDimension.EcsServiceDesiredCount, ResourceId = resource }, cancellationToken));
        var activities = AwsCall.RunAsync(
            $"{Prefix}DescribeScalingActivities",
            resource,
            () => client.DescribeScalingActivitiesAsync(
                new DescribeScalingActivitiesRequest
                {
                    ServiceNamespace = ServiceNamespace.Ecs,
                    ScalableDimension = ScalableDimension.EcsServiceDesiredCount,
                    ResourceId = resource,
                    MaxResults = MaxActivities,
                },
                cancellationToken));
        var unread = new List<string>();
        var foundPolicies = await OrUnreadAsync(policies, "policies", unread);
        var foundSchedules = await OrUnreadAsync(schedules, "schedules", unread);
        var foundActivities = await OrUnreadAsync(activities, "activities", unread);
        return new ServiceScaling(time.GetUtcNow(), target.MinCapacity ?? 0, target.MaxCapacity ?? int.MaxValue)
        {
            ScaleInSuspended = target.SuspendedState?.DynamicScalingInSuspended ?? false,
            ScaleOutSuspended = target.SuspendedState?.DynamicScalingOutSuspended ?? false,
            SchedulesSuspended = target.SuspendedState?.ScheduledScalingSuspended ?? false,
            Policies = [.. (foundPolicies?.ScalingPolicies ?? []).Select(Words)],
            Schedules = [.. (foundSchedules?.ScheduledActions ?? []).Select(ToSchedule)],
            Activities = [.. (foundActivities?.ScalingActivities ?? []).Select(a => new ScalingChange(a.StartTime ?? time.GetUtcNow().UtcDateTime, a.Description ?? string.Empty, a.StatusCode?.Value ?? string.Empty))],
            Unread = [.. unread],
            IsTruncated = !string.IsNullOrEmpty(foundPolicies?.NextToken) || !string.IsNullOrEmpty(foundSchedules?.NextToken),
        };
    }

    // The limits count even where the rest is denied.
    private static async Task<T?> OrUnreadAsync<T>(Task<T> call, string what, List<string> unread)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (AwsException)
        {
            unread.Add(what);
            return null;
        }
    }

    private static ScheduledScaling ToSchedule(ScheduledAction action) => new(
        action.ScheduledActionName,
        action.Schedule,
        string.IsNullOrEmpty(action.Timezone) ? "UTC" : action.Timezone,
        action.ScalableTargetAction?.MinCapacity,
        action.ScalableTargetAction?.MaxCapacity,
        action.StartTime,
        action.EndTime);

    private static string Words(ScalingPolicy policy) => policy.PolicyType?.Value switch
    {
        "TargetTrackingScaling" => $"target tracking on {MetricOf(policy.TargetTrackingScalingPolicyConfiguration)}",
        "StepScaling" => $"step scaling {policy.PolicyName} on {AlarmsOf(policy)}",
        "PredictiveScaling" => $"predictive scaling {policy.PolicyName}",
        var other => $"{other ?? "policy"} {policy.PolicyName}",
    };

    private static string AlarmsOf(ScalingPolicy policy) =>
        policy.Alarms is { Count: > 0 } alarms ? $"alarm {string.Join(", ", alarms.Select(a => a.AlarmName))}" : "no alarm";

    private static string MetricOf(TargetTrackingScalingPolicyConfiguration? tracking)
    {
        var metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType?.Value
            ?? (tracking?.CustomizedMetricSpecification is { MetricName: { Length: > 0 } name } custom ? $"{custom.Namespace}/{name}" : "a metric of its own");
        return tracking?.TargetValue is { } value ? $"{metric} at {value.ToString(CultureInfo.InvariantCulture)}" : metric;
    }
}
