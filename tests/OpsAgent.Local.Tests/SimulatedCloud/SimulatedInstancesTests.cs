using System.Text.Json;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Primitives;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.SimulatedCloud;

public sealed class SimulatedInstancesTests : IDisposable
{
    private const string Id = "i-0a1b2c3d4e5f60001";
    private const string Arn = $"arn:aws:ec2:us-east-1:123456789012:instance/{Id}";

    private static readonly RebootEc2 Reboot = new();

    private readonly CloudBench _cloud = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Find_WithAllThatAFileCanSay_ShowsItAsAwsDoes()
    {
        var found = await FindAsync(new CloudInstance
        {
            InstanceId = Id,
            EbsCheck = "impaired",
            ImpairedMinutesAgo = 10,
            ScheduledEvents = [new CloudScheduledEvent { Code = "system-reboot", Description = "patching", NotBeforeHours = 24, NotAfterHours = 26, NotBeforeDeadlineHours = 240 }],
            Lifecycle = "spot",
            RootDeviceType = "instance-store",
            HibernationConfigured = true,
            StateReason = "pending change",
            PrivateDnsName = "ip-10-0-1-2.ec2.internal",
            Operator = "eks.amazonaws.com",
        });

        Assert.Equal(("ok", "ok", "impaired", null, Moments.Start - TimeSpan.FromMinutes(10)), (found.SystemCheck, found.InstanceCheck, found.EbsCheck, found.SystemImpairedSince, found.EbsImpairedSince));
        Assert.Equal(
            new ScheduledEvent("system-reboot", "patching", Moments.Start + TimeSpan.FromHours(24), Moments.Start + TimeSpan.FromHours(26), Moments.Start + TimeSpan.FromHours(240)),
            Assert.Single(found.ScheduledEvents));
        Assert.Equal(
            ("spot", "instance-store", true, "pending change", "ip-10-0-1-2.ec2.internal", "eks.amazonaws.com"),
            (found.Lifecycle, found.RootDeviceType, found.HibernationConfigured, found.StateReason, found.PrivateDnsName, found.Operator));
    }

    [Fact]
    public async Task Find_StatusNotKnownOrEbsCheckNotReported_ShowsNone()
    {
        var unknown = await FindAsync(new CloudInstance { InstanceId = Id, StatusKnown = false });
        var unreported = await FindAsync(new CloudInstance { InstanceId = Id, EbsCheck = "not-reported" });

        Assert.Equal((false, "insufficient-data", null), (unknown.StatusKnown, unknown.SystemCheck, unknown.EbsCheck));
        Assert.Equal((true, "ok", null, true), (unreported.StatusKnown, unreported.SystemCheck, unreported.EbsCheck, unreported.ChecksPass));
    }

    [Fact]
    public async Task Find_AfterAReboot_KeepsTheFaultOfTheVolumes()
    {
        _cloud.Writes.Add(SimulatedInstances.RebootAction, Id, "01kkng00000000000000000001");
        _cloud.Time.Advance(TimeSpan.FromSeconds(11));

        var found = await FindAsync(new CloudInstance { InstanceId = Id, InstanceCheck = "impaired", EbsCheck = "impaired" });

        Assert.Equal(("ok", "impaired", false), (found.InstanceCheck, found.EbsCheck, found.ChecksPass));
    }

    [Theory]
    [InlineData("running", true, 1)]
    [InlineData("terminated", true, 0)]
    [InlineData("stopped", false, 0)]
    [InlineData("stopping", false, 0)]
    [InlineData("pending", false, 0)]
    [InlineData("shutting-down", false, 0)]
    public async Task RebootInstances_InEveryState_IsRefusedOrPassedOverAsOnAws(string state, bool taken, int writes)
    {
        await FindAsync(new CloudInstance { InstanceId = Id, State = state });
        var executor = await ExecutorAsync();

        await executor.ExecuteAsync(new RebootInstances(Id), WriteIntent.Validate, Stop);
        var refused = await Record.ExceptionAsync(() => executor.ExecuteAsync(new RebootInstances(Id), WriteIntent.Execute, Stop));

        Assert.Equal(taken, refused is null);
        Assert.Equal(!taken, refused is AwsException { Code: ErrorCode.PolicyDenied } e && e.Message.Contains("(IncorrectInstanceState)", StringComparison.Ordinal));
        Assert.Equal(writes, _cloud.Writes.Find(SimulatedInstances.RebootAction, Id).Count);
    }

    [Fact]
    public async Task RebootInstances_WhatAProposalLetsThrough_IsNeverRefusedForWhatADescribeShows()
    {
        string[] checks = ["ok", "impaired", "insufficient-data"];
        var cases =
            from state in new[] { "pending", "running", "stopping", "stopped", "shutting-down", "terminated" }
            from lifecycle in new[] { "on-demand", "spot" }
            from root in new[] { "ebs", "instance-store" }
            from check in checks
            from known in new[] { true, false }
            from code in new[] { "instance-retirement", "instance-reboot" }
            select new CloudInstance
            {
                InstanceId = Id,
                State = state,
                Lifecycle = lifecycle,
                RootDeviceType = root,
                SystemCheck = check,
                EbsCheck = check,
                StatusKnown = known,
                ScheduledEvents = [new CloudScheduledEvent { Code = code }],
                Tags = new Dictionary<string, string> { ["aws:autoscaling:groupName"] = "web-asg", ["eks:cluster-name"] = "prod" },
            };
        using var request = JsonDocument.Parse($$"""{"instance_id":"{{Id}}","reason":"The application hangs."}""");
        Assert.True(Reboot.Parameters.Validate(request.RootElement).Succeeded(out var given, out _));
        foreach (var instance in cases)
        {
            var target = Reboot.StateOf(new RebootEc2Target(await FindAsync(instance)));
            var before = _cloud.Writes.Find(SimulatedInstances.RebootAction, Id).Count;
            var refusedWhenProposed = Reboot.ValidateTarget(given, target);
            if (refusedWhenProposed is null)
            {
                await Reboot.ExecuteAsync(given, await ExecutorAsync(), WriteIntent.Execute, Stop);
            }

            Assert.Equal(refusedWhenProposed is null ? before + 1 : before, _cloud.Writes.Find(SimulatedInstances.RebootAction, Id).Count);
            Assert.Equal(instance.State == "running", refusedWhenProposed is null);
        }
    }

    private Task<Instance> FindAsync(CloudInstance instance)
    {
        _cloud.Instances.Clear();
        _cloud.Instances.Add(instance);
        return FindAsync();
    }

    private async Task<Instance> FindAsync() => (await Reader().FindAsync(Id, Stop))!;

    private async Task<IExecutor> ExecutorAsync()
    {
        var services = new SimulatedServices(_cloud.File(), _cloud.Writes, _cloud.Deployments(), 1, _cloud.Faults(null, null), _cloud.Time);
        return await new SimulatedExecutorRole(Reader(), services, _cloud.Writes, _cloud.Faults(null, null))
            .AssumeAsync(new ExecutorScope(Proposals.New().Id, RebootInstances.IamAction, Arn), Stop);
    }

    private SimulatedInstances Reader() => new(_cloud.File(), _cloud.Writes, Moments.Start, 1, _cloud.Faults(null, null), _cloud.Time);
}
