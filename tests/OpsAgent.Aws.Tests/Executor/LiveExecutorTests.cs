using OpsAgent.Aws.Executor;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Executor;

/// <summary>Writes in SANDBOX_LIVE: sent once, with the session's key, and every failure told for what it is.</summary>
public sealed class LiveExecutorTests
{
    public static TheoryData<int?, string, ErrorCode> Ec2Faults => new()
    {
        { 503, "RequestLimitExceeded", ErrorCode.AwsThrottled },
        { 400, "IncorrectInstanceState", ErrorCode.PolicyDenied },
        { 403, "UnauthorizedOperation", ErrorCode.AwsAccessDenied },
        { 401, "AuthFailure", ErrorCode.AwsAccessDenied },
        { 400, "InvalidInstanceID.NotFound", ErrorCode.ResourceNotFound },
        { 500, "InternalError", ErrorCode.AwsServiceError },
        { 503, "Unavailable", ErrorCode.AwsServiceError },
    };

    public static TheoryData<int?, string, ErrorCode> EcsFaults => new()
    {
        { 400, "ThrottlingException", ErrorCode.AwsThrottled },
        { 400, "ServiceNotActiveException", ErrorCode.PolicyDenied },
        { 400, "InvalidParameterException", ErrorCode.PolicyDenied },
        { 400, "AccessDeniedException", ErrorCode.AwsAccessDenied },
        { 400, "ServiceNotFoundException", ErrorCode.ResourceNotFound },
        { 400, "ClusterNotFoundException", ErrorCode.ResourceNotFound },
        { 500, "ServerException", ErrorCode.AwsServiceError },
    };

    public static TheoryData<int?, string> NoAnswers => new() { { 0, "" }, { null, "" }, { 200, "<html>not an answer" }, { 502, "<html>Bad Gateway</html>" } };

    [Fact]
    public async Task Reboot_InEarnest_IsSentOnce_WithTheSessionsKey()
    {
        using var wire = new ExecutorWire(WireAnswer.Rebooted);
        await RebootAsync(wire);
        var write = Assert.Single(wire.Writes);
        Assert.Equal("RebootInstances", write.Operation);
        Assert.Equal(Scopes.Instance, write["InstanceId.1"]);
        Assert.NotEqual("true", write["DryRun"]);
        Assert.Equal(WireAnswer.SessionKey, write.AccessKey);
        Assert.Equal(WireAnswer.SessionToken, write.Headers["X-Amz-Security-Token"]);
    }

    [Fact]
    public async Task Rollback_InEarnest_SetsTheTaskDefinitionAndNothingElse_InASessionThatPassesItsRolesAlone()
    {
        using var wire = new ExecutorWire(WireAnswer.Scaled);
        var change = new UpdateServiceTaskDefinition("production", "web", "web:41", ["arn:aws:iam::123456789012:role/web-task"]);
        var scope = Scopes.Scale with { PassedRoles = change.PassedRoles };

        await (await Role(wire).AssumeAsync(scope, CancellationToken.None)).ExecuteAsync(change, WriteIntent.Execute, CancellationToken.None);

        var write = Assert.Single(wire.Writes);
        Assert.Equal(("UpdateService", """{"cluster":"production","service":"web","taskDefinition":"web:41"}""", WireAnswer.SessionKey), (write.Operation, write.Body, write.AccessKey));
        Assert.Equal(
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecs:UpdateService","Resource":"arn:aws:ecs:us-east-1:123456789012:service/production/web"},"""
            + """{"Effect":"Allow","Action":"iam:PassRole","Resource":["arn:aws:iam::123456789012:role/web-task"],"Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}}]}""",
            wire.Requests.Single(r => r.Operation == "AssumeRole")["Policy"]);
        var refused = await Assert.ThrowsAsync<AwsException>(() => Role(wire).AssumeAsync(scope with { PassedRoles = ["arn:aws:iam::123456789012:role/*"] }, CancellationToken.None));
        Assert.Equal(ErrorCode.PolicyDenied, refused.Code);
    }

    [Fact]
    public async Task Scale_InEarnest_SetsTheCountAndNothingElse()
    {
        using var wire = new ExecutorWire(WireAnswer.Scaled);
        await ScaleAsync(wire);
        var write = Assert.Single(wire.Writes);
        Assert.Equal("UpdateService", write.Operation);
        Assert.Equal("""{"cluster":"production","desiredCount":6,"service":"web"}""", write.Body);
        Assert.Equal(WireAnswer.SessionKey, write.AccessKey);
    }

    [Theory]
    [MemberData(nameof(Ec2Faults))]
    public async Task Reboot_Refused_IsSentOnce_AndToldByItsCode(int? status, string code, ErrorCode expected)
    {
        using var wire = new ExecutorWire(WireAnswer.Ec2(status!.Value, code));
        await FailsOnceAsync(wire, () => RebootAsync(wire), expected);
    }

    [Theory]
    [MemberData(nameof(EcsFaults))]
    public async Task Scale_Refused_IsSentOnce_AndToldByItsCode(int? status, string code, ErrorCode expected)
    {
        using var wire = new ExecutorWire(WireAnswer.Ecs(status!.Value, code));
        await FailsOnceAsync(wire, () => ScaleAsync(wire), expected);
    }

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task Write_WithoutAnAnswerThatCanBeRead_IsSentOnce_AndLeavesOpenWhatWasDone(int? status, string body)
    {
        using var ec2 = new ExecutorWire(new WireAnswer(status, body));
        using var ecs = new ExecutorWire(new WireAnswer(status, body));
        await Task.WhenAll(
            FailsOnceAsync(ec2, () => RebootAsync(ec2), ErrorCode.AwsServiceError),
            FailsOnceAsync(ecs, () => ScaleAsync(ecs), ErrorCode.AwsServiceError));
    }

    [Fact]
    public async Task Write_OutsideItsScope_NeverReachesAws()
    {
        using var wire = new ExecutorWire(WireAnswer.Scaled);
        var executor = await Role(wire).AssumeAsync(Scopes.Reboot, CancellationToken.None);
        var other = await Assert.ThrowsAsync<AwsException>(() => executor.ExecuteAsync(new RebootInstances("i-0other"), WriteIntent.Execute, CancellationToken.None));
        var scale = await Assert.ThrowsAsync<AwsException>(() => executor.ExecuteAsync(new UpdateServiceCount("production", "web", 6), WriteIntent.Execute, CancellationToken.None));
        Assert.Equal((ErrorCode.AwsAccessDenied, ErrorCode.AwsAccessDenied), (other.Code, scale.Code));
        Assert.Empty(wire.Writes);
    }

    private static async Task FailsOnceAsync(ExecutorWire wire, Func<Task> write, ErrorCode expected)
    {
        var error = await Assert.ThrowsAsync<AwsException>(write);
        Assert.Equal((expected, 1), (error.Code, wire.Writes.Count()));
        foreach (var secret in new[] { WireAnswer.SessionKey, WireAnswer.SessionSecret, WireAnswer.SessionToken })
        {
            Assert.DoesNotContain(secret, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Scale_OfADaemon_IsToldInAwssWordsWithoutAccountsOrEncodedMessages()
    {
        using var wire = new ExecutorWire(new WireAnswer(400, """
            {"__type":"InvalidParameterException","message":"The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again"}
            """));
        using var denied = new ExecutorWire(new WireAnswer(403, """
            <Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/executor/x is not
            authorized to perform: ec2:RebootInstances with an explicit deny in a service control policy. Encoded authorization failure message: AbC_1-x/9=</Message></Error></Errors></Response>
            """));

        var refused = await Assert.ThrowsAsync<AwsException>(() => ScaleAsync(wire));
        var unauthorized = await Assert.ThrowsAsync<AwsException>(() => RebootAsync(denied));

        Assert.Contains(
            "(InvalidParameterException). AWS says: The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again. Nothing was done;",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Contains("arn:aws:sts::<account>:assumed-role/executor/x is not authorized", unauthorized.Message, StringComparison.Ordinal);
        Assert.Contains("explicit deny in a service control policy. Add it", unauthorized.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Encoded", unauthorized.Message, StringComparison.Ordinal);
    }

    private static async Task RebootAsync(ExecutorWire wire) =>
        await (await Role(wire).AssumeAsync(Scopes.Reboot, CancellationToken.None)).ExecuteAsync(new RebootInstances(Scopes.Instance), WriteIntent.Execute, CancellationToken.None);

    private static async Task ScaleAsync(ExecutorWire wire) =>
        await (await Role(wire).AssumeAsync(Scopes.Scale, CancellationToken.None)).ExecuteAsync(new UpdateServiceCount("production", "web", 6), WriteIntent.Execute, CancellationToken.None);

    private static IExecutorRole Role(ExecutorWire wire) =>
        ExecutorRoles.For(ExecutionMode.SandboxLive, wire.Clients, Scopes.Role, new FakeEcsServices());
}
