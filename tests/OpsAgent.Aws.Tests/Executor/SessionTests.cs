using OpsAgent.Aws.Executor;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Executor;

/// <summary>How the executor role is assumed, and what becomes of a failure: nothing was done.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task Assume_ForAChange_AsksForOneActionOnOneResource_InTheProposalsName()
    {
        using var wire = new ExecutorWire(WireAnswer.Rebooted);
        await Role(wire).AssumeAsync(Scopes.Reboot, CancellationToken.None);
        var request = Assert.Single(wire.Requests);
        Assert.Equal("AssumeRole", request.Operation);
        Assert.Equal(Scopes.Role, request["RoleArn"]);
        Assert.Equal(Scopes.Proposal, request["RoleSessionName"]);
        Assert.Equal(Scopes.Proposal, request["SourceIdentity"]);
        Assert.Equal("900", request["DurationSeconds"]);
        Assert.Equal(
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:RebootInstances","Resource":"{{Scopes.InstanceArn}}"}]}""",
            request["Policy"]);
        Assert.Equal(ExecutorWire.OwnKey, request.AccessKey);
    }

    [Theory]
    [InlineData("ec2:*", Scopes.InstanceArn)]
    [InlineData("ec2:RebootInstances", "*")]
    [InlineData("ec2:RebootInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-?")]
    [InlineData("ecs:UpdateService", "arn:aws:ecs:us-east-1:123456789012:service/${aws:username}/web")]
    public async Task Assume_ForMoreThanOneThing_IsRefusedBeforeAwsIsAsked(string action, string arn)
    {
        using var wire = new ExecutorWire(WireAnswer.Rebooted);
        var refusal = await Assert.ThrowsAsync<AwsException>(() => Role(wire).AssumeAsync(Scopes.Of(action, arn), CancellationToken.None));
        Assert.Equal(ErrorCode.PolicyDenied, refusal.Code);
        Assert.Empty(wire.Requests);
    }

    [Theory]
    [InlineData(403, "AccessDenied", ErrorCode.AwsAccessDenied)]
    [InlineData(403, "ExpiredToken", ErrorCode.AwsAccessDenied)]
    [InlineData(400, "Throttling", ErrorCode.AwsThrottled)]
    [InlineData(500, "InternalFailure", ErrorCode.AwsThrottled)]
    [InlineData(503, "ServiceUnavailable", ErrorCode.AwsThrottled)]
    [InlineData(400, "MalformedPolicyDocument", ErrorCode.PolicyDenied)]
    [InlineData(400, "PackedPolicyTooLarge", ErrorCode.PolicyDenied)]
    public async Task Assume_Refused_NeverLeavesOpenWhatWasDone(int status, string code, ErrorCode expected)
    {
        using var wire = new ExecutorWire(WireAnswer.Rebooted, WireAnswer.Sts(status, code));
        Assert.Contains("AWS says: raw words of AWS.", (await FailsAsync(wire, expected)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assume_WithoutAnAnswer_NeverLeavesOpenWhatWasDone()
    {
        using var cut = new ExecutorWire(WireAnswer.Rebooted, WireAnswer.Cut);
        await FailsAsync(cut, ErrorCode.AwsThrottled);
        using var unreadable = new ExecutorWire(WireAnswer.Rebooted, new WireAnswer(200, "<html>"));
        await FailsAsync(unreadable, ErrorCode.AwsThrottled);
        using var silent = new ExecutorWire(WireAnswer.Rebooted, WireAnswer.Silence);
        await FailsAsync(silent, ErrorCode.AwsThrottled);
    }

    [Fact]
    public async Task Assume_Denied_NamesBothActionsAndTheRole()
    {
        using var wire = new ExecutorWire(WireAnswer.Rebooted, WireAnswer.Sts(403, "AccessDenied"));
        var error = await FailsAsync(wire, ErrorCode.AwsAccessDenied);
        Assert.Contains("sts:AssumeRole and sts:SetSourceIdentity", error.Message, StringComparison.Ordinal);
        Assert.Contains(Scopes.Role, error.Message, StringComparison.Ordinal);
    }

    private static async Task<AwsException> FailsAsync(ExecutorWire wire, ErrorCode expected)
    {
        var error = await Assert.ThrowsAsync<AwsException>(() => Role(wire).AssumeAsync(Scopes.Reboot, CancellationToken.None));
        Assert.Equal(expected, error.Code);
        Assert.DoesNotContain(ExecutorWire.OwnKey, error.Message, StringComparison.Ordinal);
        Assert.Empty(wire.Writes);
        return error;
    }

    private static IExecutorRole Role(ExecutorWire wire) =>
        ExecutorRoles.For(ExecutionMode.SandboxLive, wire.Clients, Scopes.Role, new FakeEcsServices());
}
