using OpsAgent.Core.Approvals;
using OpsAgent.Core.Primitives;
using OpsAgent.Functions.Activities;
using OpsAgent.Functions.Api.Pipeline;

namespace OpsAgent.Functions.Api.Proposals;

/// <summary>What people and plugins get to see of a proposal after they did something to it.</summary>
internal static class ProposalResponses
{
    public static ApiBody ToPropose(ProposeResult proposed, DecisionRights rights)
    {
        var proposal = proposed.Proposal;
        if (proposal.Status is ProposalStatus.Rejected)
        {
            var rejected = new RejectedAnswer(proposal.Id.Value, WireName.Of(proposal.Status));
            return Body(proposal, ApiContent.Of(rejected, ApiJson.Default.RejectedAnswer), proposal.Refusal ?? new Refusal(ErrorCode.InternalError, OutcomeMessage.Of(proposal)));
        }

        var answer = new ProposedAnswer(proposal, rights) { ApprovalToken = proposed.Token?.Reveal(), Instructions = Instructions(proposed) };
        return Body(proposal, ApiContent.Of(answer, ApiJson.Default.ProposedAnswer));
    }

    public static ApiBody ToApprove(Proposal proposal) =>
        Body(proposal, ApiContent.Of(new ApprovedAnswer(proposal), ApiJson.Default.ApprovedAnswer), Problem(proposal));

    public static ApiBody ToEnd(Proposal proposal) =>
        Body(proposal, ApiContent.Of(new EndedAnswer(proposal), ApiJson.Default.EndedAnswer));

    private static ApiBody Body(Proposal proposal, ApiContent content, Refusal? error = null) =>
        new(content, error, proposal.Plan.Operation, proposal.Plan.Target.Arn, proposal.Id);

    private static Refusal? Problem(Proposal proposal) => proposal switch
    {
        { Execution.Problem: { } problem } => problem,
        { Status: ProposalStatus.Rejected, Refusal: { } refusal } => refusal,
        { Status: ProposalStatus.Failed, Execution: null } => proposal.Refusal ?? new Refusal(ErrorCode.AwsServiceError, OutcomeMessage.Of(proposal)),
        { Status: ProposalStatus.Expired } => new Refusal(ErrorCode.ApprovalExpired, OutcomeMessage.Of(proposal)),
        { Status: ProposalStatus.Unknown } => new Refusal(ErrorCode.OutcomeUnknown, OutcomeMessage.Of(proposal)),
        _ => null,
    };

    private static string Instructions(ProposeResult proposed)
    {
        var proposal = proposed.Proposal;
        if (proposal.Status is ProposalStatus.Submitted)
        {
            return $"Still being validated. Look at GET /operations/proposals/{proposal.Id} in a few seconds.";
        }

        if (proposal.Status is not ProposalStatus.Pending)
        {
            return $"This proposal is past deciding. See GET /operations/proposals/{proposal.Id}.";
        }

        var people = proposal.ApprovalsNeeded == 1 ? "an approver other than you" : $"{proposal.ApprovalsNeeded} approvers other than you";
        return $"Give the approval_token to {people}, who approves before {Timestamps.Text(proposal.Wait!.ExpiresAt)} with POST /operations/approve. "
            + $"They should see plan {proposal.PlanHash.Short}. You may withdraw it with POST /operations/withdraw.";
    }
}
