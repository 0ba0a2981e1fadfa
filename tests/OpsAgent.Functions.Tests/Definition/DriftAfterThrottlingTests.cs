using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Definition;

/// <summary>AWS throttles the change, and before the next attempt the target is not what it was.</summary>
public sealed class DriftAfterThrottlingTests
{
    private readonly Bench bench = new();

    [Fact]
    public async Task Approved_ThrottledAndThenStopped_IsNotMadeAndTheApproverIsToldWhy()
    {
        Machine.Behind(bench);
        bench.Executor.Then = execution =>
        {
            if (execution.Intent is not WriteIntent.Execute)
            {
                return Task.CompletedTask;
            }

            bench.Fleet.Put(Instances.Web with { State = "stopped" });
            throw new AwsException(ErrorCode.AwsThrottled, "ec2:RebootInstances", Instances.WebId, "Throttled; nothing was done.");
        };
        var proposed = await bench.ProposeAsync(Users.Engineer);

        var answer = await bench.ApproveAsync(Users.Lead, proposed["approval_token"]!);

        Assert.Equal("POLICY_DENIED", answer.Code);
        Assert.Contains("is stopped", answer.Message, StringComparison.Ordinal);
        Assert.Equal(("failed", "false"), (answer["status"], answer["action_executed"]));
        Assert.Single(bench.Executor.Changes());
    }
}
