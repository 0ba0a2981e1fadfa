using Microsoft.Extensions.Time.Testing;

using OpsAgent.Core.Primitives;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.SimulatedCloud;

public sealed class FaultInjectorTests
{
    private const string Action = "ecs:UpdateService";

    private readonly FakeTimeProvider _time = new(Moments.Start);

    [Theory]
    [InlineData("throttled", ErrorCode.AwsThrottled)]
    [InlineData("access_denied", ErrorCode.AwsAccessDenied)]
    [InlineData("error", ErrorCode.AwsServiceError)]
    public async Task Meet_AFault_ThrowsWhatAwsWouldMean(string kind, ErrorCode code)
    {
        var failure = await Assert.ThrowsAsync<AwsException>(() => MeetAsync(Plan(new CloudFault { Action = Action, Kind = kind })));

        Assert.Equal((code, Action, "web"), (failure.Code, failure.Action, failure.Resource));
        Assert.Contains($"{Action} on web", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meet_AnotherAction_DoesNothing() => await Plan(new CloudFault { Action = Action, Kind = "error" }).ApplyAsync("ecs:DescribeServices", "web", default);

    [Fact]
    public async Task Meet_MoreThanTimes_IsOver()
    {
        var plan = Plan(new CloudFault { Action = Action, Kind = "throttled", Times = 2 });

        await Assert.ThrowsAsync<AwsException>(() => MeetAsync(plan));
        await Assert.ThrowsAsync<AwsException>(() => MeetAsync(plan));
        await MeetAsync(plan);
    }

    [Fact]
    public async Task Meet_TwoFaultsOfOneAction_AreMetOneAfterTheOther()
    {
        var once = new CloudFault { Action = Action, Kind = "throttled", Times = 1 };
        var plan = Plan(once, once with { }, once with { Kind = "access_denied" });

        Assert.Equal(ErrorCode.AwsThrottled, (await Assert.ThrowsAsync<AwsException>(() => MeetAsync(plan))).Code);
        Assert.Equal(ErrorCode.AwsThrottled, (await Assert.ThrowsAsync<AwsException>(() => MeetAsync(plan))).Code);
        Assert.Equal(ErrorCode.AwsAccessDenied, (await Assert.ThrowsAsync<AwsException>(() => MeetAsync(plan))).Code);
        await MeetAsync(plan);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(0.5, 2)]
    public async Task Meet_Slow_TakesItsSecondsOfTheDrivenClock(double timeScale, double seconds)
    {
        var meeting = new FaultInjector([new CloudFault { Action = Action, Kind = "slow", Seconds = 4 }], timeScale, _time).ApplyAsync(Action, "web", default);

        _time.Advance(TimeSpan.FromSeconds(seconds) - Moments.Tick * 10_000);
        Assert.False(meeting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await meeting;
    }

    private static Task MeetAsync(FaultInjector plan) => plan.ApplyAsync(Action, "web", default);

    private FaultInjector Plan(params CloudFault[] faults) => new(faults, 1, _time);
}
