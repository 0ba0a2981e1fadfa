using Microsoft.AspNetCore.Http;

using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Readers;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Readers;

/// <summary>Application Auto Scaling as its own answers say it.</summary>
public sealed class ApplicationScalingTests
{
    private static readonly (string Operation, string Body)[] Registered =
    [
        ("DescribeScalableTargets", """
            {"ScalableTargets":[{"ServiceNamespace":"ecs","ResourceId":"service/production/web","ScalableDimension":"ecs:service:DesiredCount","MinCapacity":2,"MaxCapacity":10,"RoleARN":"arn:aws:iam::123456789012:role/x",
            "CreationTime":1769000000.1,"SuspendedState":{"DynamicScalingInSuspended":true,"DynamicScalingOutSuspended":false,"ScheduledScalingSuspended":false}}]}
            """),
        ("DescribeScalingPolicies", """
            {"ScalingPolicies":[{"PolicyName":"cpu","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{"TargetValue":60.0,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"}}},
            {"PolicyName":"queue","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{"TargetValue":100.5,"CustomizedMetricSpecification":{"MetricName":"Backlog","Namespace":"Shop"}}},
            {"PolicyName":"steps","PolicyType":"StepScaling","StepScalingPolicyConfiguration":{"AdjustmentType":"ChangeInCapacity"},"Alarms":[{"AlarmName":"busy","AlarmARN":"arn:a"}]},
            {"PolicyName":"guess","PolicyType":"PredictiveScaling"}],"NextToken":"more"}
            """),
        ("DescribeScheduledActions", """
            {"ScheduledActions":[{"ScheduledActionName":"evening","Schedule":"cron(0 18 ? * MON-FRI *)","Timezone":"Europe/Berlin","EndTime":1869000000,"ScalableTargetAction":{"MaxCapacity":4}}]}
            """),
        ("DescribeScalingActivities", """
            {"ScalingActivities":[{"ActivityId":"1","Description":"Setting desired count to 4.","Cause":"monitor alarm x","StartTime":1769000000,"StatusCode":"Successful"}]}
            """),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_ARegisteredService_HasLimitsPoliciesSchedulesAndActivities()
    {
        await using var aws = await LoopbackAws.SayingAsync(Registered);

        var found = (await FindAsync(aws))!;

        Assert.Equal((2, 10, true, false, false, true), (found.Minimum, found.Maximum, found.ScaleInSuspended, found.ScaleOutSuspended, found.IsSuspended, found.IsTruncated));
        Assert.Equal(
            ["target tracking on ECSServiceAverageCPUUtilization at 60", "target tracking on Shop/Backlog at 100.5", "step scaling steps on alarm busy", "predictive scaling guess"],
            found.Policies);
        var schedule = Assert.Single(found.Schedules);
        Assert.Equal(("evening", "cron(0 18 ? * MON-FRI *)", "Europe/Berlin", (int?)null, (int?)4), (schedule.Name, schedule.Schedule, schedule.TimeZone, schedule.Minimum, schedule.Maximum));
        Assert.Equal(("Setting desired count to 4.", "Successful"), (Assert.Single(found.Activities).Description, found.Activities[0].Status));
        Assert.Equal(4, aws.Operations.Count);
    }

    [Fact]
    public async Task Find_AServiceThatNothingScales_IsNullAfterOneCall()
    {
        await using var aws = await LoopbackAws.SayingAsync(("DescribeScalableTargets", """{"ScalableTargets":[]}"""));

        Assert.Null(await FindAsync(aws));
        Assert.Equal(["DescribeScalableTargets"], aws.Operations);
    }

    [Fact]
    public async Task Find_TheRestIsDenied_StillHasTheLimits()
    {
        await using var aws = await LoopbackAws.StartAsync((context, call) => call.Operation == "DescribeScalableTargets"
            ? context.Response.WriteAsync(Registered[0].Body)
            : WireFault.ErrorAsync(context, "application-autoscaling", 400, "AccessDeniedException"));

        var found = (await FindAsync(aws))!;

        Assert.Equal((2, 10), (found.Minimum, found.Maximum));
        Assert.Equal(["policies", "schedules", "activities"], found.Unread);
    }

    private static Task<ServiceScaling?> FindAsync(LoopbackAws aws) =>
        new ApplicationScaling(aws.Clients(AwsTimeouts.Standard), TimeProvider.System).FindAsync("production", "web", Stop);
}
