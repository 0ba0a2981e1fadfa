using OpsAgent.Core.Primitives;

namespace OpsAgent.Core.Tests.Primitives;

public sealed class OutcomeTests
{
    [Fact]
    public void Succeeded_OfAValue_HandsItOverAlone()
    {
        Outcome<string> outcome = "value";

        Assert.True(outcome.Succeeded(out var value, out var refusal));
        Assert.Equal(("value", null), (value, refusal));
    }

    [Fact]
    public void Succeeded_OfARefusal_HandsItOverAlone()
    {
        Outcome<string> outcome = new Refusal(ErrorCode.PolicyDenied, "no");

        Assert.False(outcome.Succeeded(out var value, out var refusal));
        Assert.Equal((null, ErrorCode.PolicyDenied), (value, refusal.Code));
    }

    [Fact]
    public void ToRefusal_OfACloudException_KeepsCodeAndWordsAndLeavesTheRest()
    {
        var failure = new AwsException(ErrorCode.AwsThrottled, "ec2:DescribeInstances", "i-1", "Too many requests.", new InvalidOperationException("raw body"));

        Assert.Equal(new Refusal(ErrorCode.AwsThrottled, "Too many requests."), failure.ToRefusal());
        Assert.True(failure.IsThrottling);
        Assert.False(new AwsException(ErrorCode.AwsAccessDenied, "a", "r", "m").IsThrottling);
    }
}
