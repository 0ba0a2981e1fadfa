using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities.Errors;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class ValidateTagsFunctionTests
{
    private readonly Bench bench = new();
    private readonly Proposal proposal = Proposals.New();

    public ValidateTagsFunctionTests() => bench.Store.With(proposal);

    [Fact]
    public async Task Handle_ATargetThatMayBeChanged_AnswersItWithItsTagsAsTheyAre()
    {
        var kept = await bench.StepAsync("ValidateTags", proposal.Id);

        Assert.Equal(Instances.Web.Arn, Asl.Text(kept["target"]!["arn"]));
        Assert.Equal(Instances.WebId, Asl.Text(kept["target"]!["id"]));
        Assert.Equal(
            Instances.Web.Tags.Select(t => (t.Key, t.Value)),
            kept["tags"]!.AsObject().Select(t => (t.Key, Asl.Text(t.Value))));
        Assert.Equal(proposal, await bench.ReadAsync(proposal.Id));
    }

    [Fact]
    public async Task Handle_ATargetThatIsGone_RejectsAndThrowsTargetNotFound()
    {
        bench.Fleet.Remove(Instances.WebId);

        var thrown = await Assert.ThrowsAsync<TargetNotFound>(ValidateAsync);

        Assert.Contains(Instances.WebId, thrown.Message, StringComparison.Ordinal);
        await IsRejectedAsync(ErrorCode.ResourceNotFound);
    }

    [Theory]
    [InlineData("OpsAgentManaged")]
    [InlineData("Environment")]
    [InlineData("CriticalityLevel")]
    public async Task Handle_ATargetWithoutARequiredTag_RejectsAndNamesTheCommandThatAddsIt(string tag)
    {
        bench.Fleet.Put(Instances.Web.WithoutTag(tag));

        var thrown = await Assert.ThrowsAsync<GuardrailRejected>(ValidateAsync);

        Assert.Contains($"aws ec2 create-tags --resources {Instances.WebId} --tags Key={tag},Value=", thrown.Message, StringComparison.Ordinal);
        await IsRejectedAsync(ErrorCode.TagValidationFailed);
    }

    [Fact]
    public async Task Handle_AnInstanceThatIsStopped_RejectsForItsState()
    {
        bench.Fleet.Put(Instances.Web with { State = "stopped" });

        await Assert.ThrowsAsync<GuardrailRejected>(ValidateAsync);

        await IsRejectedAsync(ErrorCode.PolicyDenied);
    }

    [Fact]
    public async Task Handle_APlanThatIsNoLongerTheOneProposed_RejectsWithBothPlans()
    {
        var stopped = Proposals.PlanFor(Instances.Numbered(2) with { State = "stopped" });
        var drifted = Proposals.New(2) with { Plan = stopped, PlanHash = stopped.Hash() };
        bench.Store.With(drifted);

        await Assert.ThrowsAsync<GuardrailRejected>(() => bench.StepAsync("ValidateTags", drifted.Id));

        var stored = await bench.ReadAsync(drifted.Id);
        Assert.Equal((ProposalStatus.Rejected, ErrorCode.PlanChanged), (stored.Status, stored.Refusal!.Code));
        Assert.Equal("stopped", stored.Refusal.Details!.Value.GetProperty("proposed").GetProperty("before").GetProperty("state").GetString());
        Assert.Equal("running", stored.Refusal.Details!.Value.GetProperty("now").GetProperty("before").GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(ErrorCode.AwsThrottled)]
    [InlineData(ErrorCode.AwsServiceError)]
    public async Task Handle_AwsDoesNotAnswer_ThrowsTransientAwsErrorAndStoresNothing(ErrorCode code)
    {
        bench.Fleet.Failure = new AwsException(code, "ec2:DescribeInstances", Instances.WebId, "AWS did not answer.");

        await Assert.ThrowsAsync<TransientAwsError>(ValidateAsync);

        Assert.Equal(0, bench.Store.Writes);
        Assert.Equal(ProposalStatus.Submitted, (await bench.ReadAsync(proposal.Id)).Status);
    }

    [Fact]
    public async Task Handle_OpsAgentMayNotLook_Rejects()
    {
        bench.Fleet.Failure = new AwsException(ErrorCode.AwsAccessDenied, "ec2:DescribeInstances", Instances.WebId, "AWS refused it.");

        await Assert.ThrowsAsync<TargetNotFound>(ValidateAsync);

        await IsRejectedAsync(ErrorCode.AwsAccessDenied);
    }

    [Fact]
    public async Task Handle_AProposalThatNobodyStored_ThrowsApprovalInvalid() =>
        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.StepAsync("ValidateTags", Proposals.New(9).Id));

    [Fact]
    public async Task Handle_AnOperationThatIsNoLongerInTheCatalogue_ThrowsApprovalInvalid()
    {
        var other = Proposals.New(2);
        bench.Store.With(other with { Plan = other.Plan with { Operation = "delete_everything" } });

        await Assert.ThrowsAsync<ApprovalInvalid>(() => bench.StepAsync("ValidateTags", other.Id));
    }

    private Task ValidateAsync() => bench.StepAsync("ValidateTags", proposal.Id);

    private async Task IsRejectedAsync(ErrorCode code)
    {
        var stored = await bench.ReadAsync(proposal.Id);
        Assert.Equal((ProposalStatus.Rejected, code), (stored.Status, stored.Refusal!.Code));
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
    }
}
