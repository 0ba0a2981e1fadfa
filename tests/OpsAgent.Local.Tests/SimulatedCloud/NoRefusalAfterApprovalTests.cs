using System.Text.Json.Nodes;

using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.Ecs;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Local.Tests.SimulatedCloud;

/// <summary>
/// A scaling or rollback that gets as far as an approver is not refused by AWS for a reason that a describe call shows: every kind
/// of service, under the simulated cloud's refusals, which are AWS's.
/// </summary>
public sealed class NoRefusalAfterApprovalTests : IDisposable
{
    private static readonly ScaleEcsService Scale = new();
    private readonly CloudBench _cloud = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Scale_AnyServiceThatIsNotRefusedBefore_IsTakenByAws()
    {
        foreach (var service in Services())
        {
            _cloud.Services.Add(service);
        }

        await IsNeverRefusedLateAsync(Scale, new[] { 0, 1, 3, 6, 20 }.Select(count => new JsonObject { ["desired_count"] = count, ["on_failure"] = "keep" }), least: 50);
    }

    [Fact]
    public async Task Rollback_AnyServiceThatIsNotRefusedBefore_IsTakenByAws()
    {
        foreach (var status in (string[])["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"])
        {
            _cloud.TaskDefinitions.Add(new CloudTaskDefinition { Name = $"web:{_cloud.TaskDefinitions.Count + 40}", Status = status });
        }

        _cloud.TaskDefinitions.Add(new CloudTaskDefinition { Name = "web:43" });
        foreach (var service in Services().Where(s => s is { Replaces: null, Scaling: null }))
        {
            service.TaskDefinition = "web:43";
            _cloud.Services.Add(service);
        }

        await IsNeverRefusedLateAsync(
            new RollbackEcsService(),
            new string?[] { null, "39", "40", "41", "42", "43", "web:40" }.Select(wanted => wanted is null ? new JsonObject() : new JsonObject { ["task_definition"] = wanted }),
            least: 5);
    }

    private async Task IsNeverRefusedLateAsync(WriteOperation operation, IEnumerable<JsonObject> requests, int least)
    {
        var (asked, refused, late) = (0, 0, new List<string>());
        var faults = _cloud.Faults(null, null);
        var services = new SimulatedServices(_cloud.File(), _cloud.Writes, _cloud.Deployments(), 1, faults, _cloud.Time);
        var readers = new AwsReaders(
            new FakeInstances(),
            new FakeMetrics(),
            new FakeTargetHealth(),
            new FakeCloudTrailEvents(),
            services,
            new SimulatedScaling(_cloud.File(), faults, _cloud.Time),
            new SimulatedTaskDefinitions(_cloud.File(), _cloud.Deployments(), Moments.Start, faults));
        var role = new SimulatedExecutorRole(new SimulatedInstances(_cloud.File(), _cloud.Writes, _cloud.Time.GetUtcNow(), 1, faults, _cloud.Time), services, _cloud.Writes, faults);
        foreach (var (service, request) in _cloud.Services.SelectMany(s => requests, (s, r) => (s, r.DeepClone().AsObject())))
        {
            (request["cluster"], request["service"], request["reason"]) = (service.Cluster, service.Service, "The queue grows.");
            var arguments = new Arguments(request.ToElement());
            var found = await operation.FindTargetAsync(arguments, readers, Stop);
            if (found is null || operation.ValidateTarget(arguments, await operation.WithRiskFactsAsync(found, readers, Stop)) is not null)
            {
                refused++;
                continue;
            }

            asked++;
            try
            {
                var plan = operation.Plan(arguments, found);
                var executor = await role.AssumeAsync(new ExecutorScope(Proposals.New().Id, operation.IamAction, found.Target.Arn), Stop);
                await operation.ExecuteAsync(plan, executor, WriteIntent.Validate, Stop);
                await operation.ExecuteAsync(plan, executor, WriteIntent.Execute, Stop);
            }
            catch (AwsException e)
            {
                late.Add($"{service} {request.ToJsonString()}: {e.Message}");
            }
        }

        Assert.Empty(late);
        Assert.True(asked >= least && refused >= least, $"{asked} asked, {refused} refused");
    }

    [Theory]
    [InlineData("ACTIVE", "DAEMON", "The daemon scheduling strategy does not support a desired count for services.")]
    [InlineData("DRAINING", "REPLICA", "Service was not ACTIVE.")]
    public async Task Update_WhatAwsRefuses_IsRefusedInItsWords(string status, string strategy, string sentence)
    {
        _cloud.Services.Add(new CloudService { Cluster = "production", Service = "web", Status = status, SchedulingStrategy = strategy });
        var faults = _cloud.Faults(null, null);
        var services = new SimulatedServices(_cloud.File(), _cloud.Writes, _cloud.Deployments(), 1, faults, _cloud.Time);
        var role = new SimulatedExecutorRole(new SimulatedInstances(_cloud.File(), _cloud.Writes, _cloud.Time.GetUtcNow(), 1, faults, _cloud.Time), services, _cloud.Writes, faults);
        var executor = await role.AssumeAsync(new ExecutorScope(Proposals.New().Id, Scale.IamAction, services.ArnOf("production", "web")), Stop);

        var e = await Assert.ThrowsAsync<AwsException>(() => executor.ExecuteAsync(new UpdateServiceCount("production", "web", 5), WriteIntent.Execute, Stop));

        Assert.Equal(ErrorCode.PolicyDenied, e.Code);
        Assert.Contains($"AWS says: {sentence}", e.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<CloudService> Services() =>
        from status in new[] { "ACTIVE", "DRAINING", "INACTIVE" }
        from strategy in new[] { "REPLICA", "DAEMON" }
        from controller in new[] { "ECS", "CODE_DEPLOY", "EXTERNAL" }
        from shortArn in new[] { false, true }
        from replaces in new[] { null, "web:41" }
        from scaling in new[] { null, new CloudScaling { Minimum = 2, Maximum = 5 }, new CloudScaling { Minimum = 2, Maximum = 5, Suspended = true } }
        select new CloudService
        {
            Cluster = "production",
            Service = $"{status}-{strategy}-{controller}-{shortArn}-{replaces is null}-{scaling?.Suspended}",
            DesiredCount = 3,
            Status = status,
            SchedulingStrategy = strategy,
            Controller = controller,
            ShortArn = shortArn,
            Replaces = replaces,
            Scaling = scaling,
        };
}
