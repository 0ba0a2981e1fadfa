using OpsAgent.Core.Approvals;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Hosting;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class PreflightTests
{
    private readonly Bench bench = new();
    private readonly Proposal proposal = Proposals.New();

    public PreflightTests() => bench.Store.With(proposal);

    [Fact]
    public async Task Handle_AwsWouldAllowIt_AnswersOkAndOnlyTries()
    {
        var kept = await PreflightAsync();

        Assert.Equal("ok", Asl.Text(kept["status"]));
        Assert.Equal(WriteIntent.Validate, Assert.Single(bench.Executor.Executions).Intent);
        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
    }

    [Fact]
    public async Task Handle_AwsWouldRefuseIt_RejectsAndThrowsGuardrailRejected()
    {
        bench.Executor.Then = _ => throw Failure(ErrorCode.AwsAccessDenied);

        await Assert.ThrowsAsync<GuardrailRejected>(PreflightAsync);

        var stored = await bench.ReadAsync(proposal.Id);
        Assert.Equal((ProposalStatus.Rejected, ErrorCode.AwsAccessDenied), (stored.Status, stored.Refusal!.Code));
    }

    [Theory]
    [InlineData(ErrorCode.AwsThrottled)]
    [InlineData(ErrorCode.AwsServiceError)]
    public async Task Handle_AwsDoesNotAnswer_ThrowsTransientAwsErrorAndStoresNothing(ErrorCode code)
    {
        bench.Executor.Then = _ => throw Failure(code);

        await Assert.ThrowsAsync<TransientAwsError>(PreflightAsync);

        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Handle_TheExecutorRoleIsOutOfReach_ThrowsTransientAwsError()
    {
        bench.Executor.AssumeFailure = Failure(ErrorCode.AwsThrottled);

        await Assert.ThrowsAsync<TransientAwsError>(PreflightAsync);
    }

    [Fact]
    public async Task Handle_APhaseThatIsNone_ThrowsApprovalInvalidAndCallsNothing()
    {
        var payload = new System.Text.Json.Nodes.JsonObject { ["proposal_id"] = proposal.Id.Value, ["phase"] = "now" };

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.InvokeAsync(FunctionNames.ExecuteAction, payload));

        Assert.Empty(bench.Executor.Executions);
    }

    private Task<System.Text.Json.Nodes.JsonNode> PreflightAsync() => bench.StepAsync("Preflight", proposal.Id);

    private static AwsException Failure(ErrorCode code) => new(code, "ec2:RebootInstances", Instances.WebId, "AWS said no.");
}
