using OpsAgent.Aws.Executor;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Aws.Tests.Executor;

/// <summary>What only tries: all of DRY_RUN, and Validate in SANDBOX_LIVE.</summary>
public sealed class DryRunTests
{
    private static readonly WireAnswer WouldHave = WireAnswer.Ec2(412, "DryRunOperation");

    [Theory]
    [InlineData(ExecutionMode.DryRun)]
    [InlineData(ExecutionMode.SandboxLive)]
    public async Task Reboot_OnlyTried_CarriesDryRun_WithTheSessionsKey(ExecutionMode mode)
    {
        using var wire = new ExecutorWire(WouldHave);
        await RebootAsync(wire, mode, WriteIntent.Validate);
        var write = Assert.Single(wire.Writes);
        Assert.Equal(("RebootInstances", "true"), (write.Operation, write["DryRun"]));
        Assert.Equal(WireAnswer.SessionKey, write.AccessKey);
    }

    [Theory]
    [InlineData(403, "UnauthorizedOperation", ErrorCode.AwsAccessDenied)]
    [InlineData(400, "InvalidInstanceID.NotFound", ErrorCode.ResourceNotFound)]
    [InlineData(503, "RequestLimitExceeded", ErrorCode.AwsThrottled)]
    [InlineData(500, "InternalError", ErrorCode.AwsServiceError)]
    public async Task Reboot_TriedAndRefused_SaysWhy(int status, string code, ErrorCode expected)
    {
        using var wire = new ExecutorWire(WireAnswer.Ec2(status, code));
        Assert.Equal(expected, (await Assert.ThrowsAsync<AwsException>(() => RebootAsync(wire, ExecutionMode.DryRun, WriteIntent.Validate))).Code);
    }

    [Fact]
    public async Task Reboot_TriedButAnsweredAsDone_IsNotRepeated()
    {
        using var wire = new ExecutorWire(WireAnswer.Rebooted);
        Assert.Equal(ErrorCode.PolicyDenied, (await Assert.ThrowsAsync<AwsException>(() => RebootAsync(wire, ExecutionMode.DryRun, WriteIntent.Validate))).Code);
    }

    [Theory]
    [InlineData(ExecutionMode.DryRun)]
    [InlineData(ExecutionMode.SandboxLive)]
    public async Task Scale_OnlyTried_LooksForTheService_AndSendsNoWrite(ExecutionMode mode)
    {
        using var wire = new ExecutorWire(WireAnswer.Scaled);
        var services = new FakeEcsServices();
        var missing = await Assert.ThrowsAsync<AwsException>(() => ScaleAsync(wire, mode, services, WriteIntent.Validate));
        Assert.Equal(ErrorCode.ResourceNotFound, missing.Code);
        services.Put(SampleServices.Web);
        await ScaleAsync(wire, mode, services, WriteIntent.Validate);
        Assert.Empty(wire.Writes);
        Assert.Equal(2, wire.Requests.Count);
    }

    [Fact]
    public async Task Execute_InDryRun_IsImpossible()
    {
        using var wire = new ExecutorWire(WireAnswer.Rebooted);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RebootAsync(wire, ExecutionMode.DryRun, WriteIntent.Execute));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ScaleAsync(wire, ExecutionMode.DryRun, new FakeEcsServices(), WriteIntent.Execute));
        Assert.Empty(wire.Writes);
    }

    [Fact]
    public async Task DryRun_NeverMakesALiveExecutor()
    {
        using var wire = new ExecutorWire(WouldHave);
        var (dry, live) = (await AssumeAsync(wire, ExecutionMode.DryRun), await AssumeAsync(wire, ExecutionMode.SandboxLive));
        Assert.Equal(("DryRunExecutor", "LiveExecutor"), (dry.GetType().Name, live.GetType().Name));

        static Task<IExecutor> AssumeAsync(ExecutorWire wire, ExecutionMode mode) =>
            ExecutorRoles.For(mode, wire.Clients, Scopes.Role, new FakeEcsServices()).AssumeAsync(Scopes.Reboot, CancellationToken.None);
    }

    [Fact]
    public void LocalMock_HasNoDoorToAws()
    {
        using var wire = new ExecutorWire(WouldHave);
        Assert.Throws<ArgumentException>(() => ExecutorRoles.For(ExecutionMode.LocalMock, wire.Clients, Scopes.Role, new FakeEcsServices()));
    }

    private static async Task RebootAsync(ExecutorWire wire, ExecutionMode mode, WriteIntent intent)
    {
        var executor = await ExecutorRoles.For(mode, wire.Clients, Scopes.Role, new FakeEcsServices()).AssumeAsync(Scopes.Reboot, CancellationToken.None);
        await executor.ExecuteAsync(new RebootInstances(Scopes.Instance), intent, CancellationToken.None);
    }

    private static async Task ScaleAsync(ExecutorWire wire, ExecutionMode mode, IEcsServices services, WriteIntent intent)
    {
        var executor = await ExecutorRoles.For(mode, wire.Clients, Scopes.Role, services).AssumeAsync(Scopes.Scale, CancellationToken.None);
        await executor.ExecuteAsync(new UpdateServiceCount("production", "web", 6), intent, CancellationToken.None);
    }
}
