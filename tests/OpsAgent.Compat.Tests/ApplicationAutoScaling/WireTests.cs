using Amazon;
using Amazon.ApplicationAutoScaling;
using Amazon.ApplicationAutoScaling.Model;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.ApplicationAutoScaling;

public sealed class WireTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Type> Codes => new()
    {
        { "ConcurrentUpdateException", typeof(ConcurrentUpdateException) },
        { "FailedResourceAccessException", typeof(FailedResourceAccessException) },
        { "InternalServiceException", typeof(InternalServiceException) },
        { "InvalidNextTokenException", typeof(InvalidNextTokenException) },
        { "ValidationException", typeof(ValidationException) },
        { "SomethingNew", typeof(AmazonApplicationAutoScalingException) },
    };

    [Fact]
    public async Task DescribeScalableTargets_OnTheWire_IsAwsJsonOneOne()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """{"ScalableTargets":[{"MinCapacity":2,"MaxCapacity":10,"SuspendedState":{"DynamicScalingInSuspended":true,"DynamicScalingOutSuspended":false,"ScheduledScalingSuspended":true}}]}"""));
        using var client = At(service);

        var answer = await client.DescribeScalableTargetsAsync(
            new DescribeScalableTargetsRequest { ServiceNamespace = ServiceNamespace.Ecs, ScalableDimension = ScalableDimension.EcsServiceDesiredCount, ResourceIds = ["service/main/web"] }, Cancellation);

        var sent = service.Request;
        Expect.Signed("application-autoscaling", sent);
        Assert.Equal("AnyScaleFrontendService.DescribeScalableTargets", sent["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", sent["Content-Type"]);
        Expect.Json("""{"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "ResourceIds": ["service/main/web"]}""", sent.Body);
        var target = Assert.Single(answer.ScalableTargets);
        Assert.Equal((2, 10), (target.MinCapacity, target.MaxCapacity));
        Assert.Equal((true, false, true), (target.SuspendedState.DynamicScalingInSuspended, target.SuspendedState.DynamicScalingOutSuspended, target.SuspendedState.ScheduledScalingSuspended));
    }

    [Fact]
    public async Task DescribeScalingPolicies_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """
            {"ScalingPolicies":[{"PolicyName":"cpu","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{"TargetValue":60.5,
            "PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"},"CustomizedMetricSpecification":{"MetricName":"m","Namespace":"n"}},"Alarms":[{"AlarmName":"a"}]}],"NextToken":"t"}
            """));
        using var client = At(service);

        var answer = await client.DescribeScalingPoliciesAsync(
            new DescribeScalingPoliciesRequest { ServiceNamespace = ServiceNamespace.Ecs, ScalableDimension = ScalableDimension.EcsServiceDesiredCount, ResourceId = "service/main/web" }, Cancellation);

        Expect.Json("""{"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "ResourceId": "service/main/web"}""", service.Request.Body);
        var policy = Assert.Single(answer.ScalingPolicies);
        var tracking = policy.TargetTrackingScalingPolicyConfiguration;
        Assert.Equal(("cpu", "TargetTrackingScaling", 60.5, "t"), (policy.PolicyName, policy.PolicyType.Value, tracking.TargetValue, answer.NextToken));
        Assert.Equal("ECSServiceAverageCPUUtilization", tracking.PredefinedMetricSpecification.PredefinedMetricType.Value);
        Assert.Equal(("m", "n", "a"), (tracking.CustomizedMetricSpecification.MetricName, tracking.CustomizedMetricSpecification.Namespace, Assert.Single(policy.Alarms).AlarmName));
    }

    [Fact]
    public async Task DescribeScheduledActions_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Ok(
            """{"ScheduledActions":[{"ScheduledActionName":"s","Schedule":"rate(1 hour)","Timezone":"UTC","StartTime":1769000001,"EndTime":1769000002,"ScalableTargetAction":{"MinCapacity":1,"MaxCapacity":2}}],"NextToken":"t"}"""));
        using var client = At(service);

        var answer = await client.DescribeScheduledActionsAsync(
            new DescribeScheduledActionsRequest { ServiceNamespace = ServiceNamespace.Ecs, ScalableDimension = ScalableDimension.EcsServiceDesiredCount, ResourceId = "service/main/web" }, Cancellation);

        Expect.Json("""{"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "ResourceId": "service/main/web"}""", service.Request.Body);
        var action = Assert.Single(answer.ScheduledActions);
        Assert.Equal(("s", "rate(1 hour)", "UTC", "t"), (action.ScheduledActionName, action.Schedule, action.Timezone, answer.NextToken));
        Assert.Equal((1, 2), (action.ScalableTargetAction.MinCapacity, action.ScalableTargetAction.MaxCapacity));
        Expect.Utc(Expect.Time(1), action.StartTime);
        Expect.Utc(Expect.Time(2), action.EndTime);
    }

    [Fact]
    public async Task DescribeScalingActivities_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Ok("""{"ScalingActivities":[{"Description":"d","StartTime":1769000001,"StatusCode":"Successful"}]}"""));
        using var client = At(service);

        var answer = await client.DescribeScalingActivitiesAsync(
            new DescribeScalingActivitiesRequest { ServiceNamespace = ServiceNamespace.Ecs, ScalableDimension = ScalableDimension.EcsServiceDesiredCount, ResourceId = "service/main/web", MaxResults = 5 }, Cancellation);

        Expect.Json("""{"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "ResourceId": "service/main/web", "MaxResults": 5}""", service.Request.Body);
        var activity = Assert.Single(answer.ScalingActivities);
        Assert.Equal(("d", "Successful"), (activity.Description, activity.StatusCode.Value));
        Expect.Utc(Expect.Time(1), activity.StartTime);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfAnyCode_HasItsOwnType(string code, Type expected)
    {
        using var service = new FakeService(FakeResponse.Error(code));
        using var client = At(service);

        var error = await Assert.ThrowsAnyAsync<AmazonApplicationAutoScalingException>(() => client.DescribeScalableTargetsAsync(new DescribeScalableTargetsRequest(), Cancellation));

        Assert.Equal((expected, code), (error.GetType(), error.ErrorCode));
    }

    [Fact]
    public void Client_OfARegion_KnowsItsEndpointAndName()
    {
        using var client = new AmazonApplicationAutoScalingClient(FakeCredentials.Basic, RegionEndpoint.EUWest1);

        Assert.Equal(
            "https://application-autoscaling.eu-west-1.amazonaws.com/", new Uri(client.DetermineServiceOperationEndpoint(new DescribeScalableTargetsRequest()).URL).ToString());
        Assert.Equal("Application Auto Scaling", AmazonApplicationAutoScalingConfig.ServiceId);
    }

    private static AmazonApplicationAutoScalingClient At(FakeService service, int retries = 0) =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonApplicationAutoScalingConfig>(service.Address, retries));
}
