using OpsAgent.Core.Approvals;
using OpsAgent.Functions.Tests.Kit;
using OpsAgent.TestKit;

namespace OpsAgent.Functions.Tests.Activities;

public sealed class CloseApprovalFunctionTests
{
    private readonly Bench bench = new();

    [Fact]
    public async Task Handle_NobodyDecided_ExpiresTheProposalAndFreesItsTarget()
    {
        Assert.Equal("expired", await CloseAsync(ProposalStatus.Pending));

        Assert.Equal(ProposalStatus.Expired, (await bench.ReadAsync(Proposals.New().Id)).Status);
        Assert.Null(bench.Store.LeaseOn(Instances.Web.Arn));
    }

    [Theory]
    [InlineData(ProposalStatus.Approved, "approved")]
    [InlineData(ProposalStatus.Denied, "denied")]
    [InlineData(ProposalStatus.Withdrawn, "withdrawn")]
    [InlineData(ProposalStatus.Expired, "expired")]
    public async Task Handle_DecidedAtTheLastMoment_AnswersTheDecisionAndChangesNothing(ProposalStatus status, string word)
    {
        Assert.Equal(word, await CloseAsync(status));

        Assert.Equal(0, bench.Store.Writes);
    }

    [Fact]
    public async Task Handle_ApprovedWhileItCloses_AnswersApproved()
    {
        bench.Store.BeforeReplace = before =>
        {
            bench.Store.BeforeReplace = null;
            bench.Store.With(Proposals.In(ProposalStatus.Approved));
            return Task.CompletedTask;
        };

        Assert.Equal("approved", await CloseAsync(ProposalStatus.Pending));
    }

    private async Task<string> CloseAsync(ProposalStatus status)
    {
        var proposal = Proposals.In(status);
        bench.Store.With(proposal);
        bench.Time.SetUtcNow(Moments.After(902));
        return Asl.Text((await bench.StepAsync("CloseApproval", proposal.Id))["status"]);
    }
}
